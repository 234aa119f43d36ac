namespace EdgeAgent.Hosting;

/// <summary>The last things that the agent has said, for support bundles.</summary>
internal sealed class RecentNotes
{
    private const int Most = 1000;
    private const int LongestLine = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>Remembers a line; the oldest one goes where there are too many.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            if (_lines.Count == Most) _lines.Dequeue();
            _lines.Enqueue(line.Length <= LongestLine ? line : line[..LongestLine]);
        }
    }

    /// <summary>What is remembered, oldest first.</summary>
    public IReadOnlyList<string> All()
    {
        lock (_lock) return [.. _lines];
    }
}
