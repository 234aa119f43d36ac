namespace EdgeAgent.TestKit;

/// <summary>The lines that a process has written so far, and those who wait for one.</summary>
internal sealed class ProcessLines(string who = "the agent")
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Part, TaskCompletionSource<string> Found)> _waiting = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _counting = [];
    private bool _ended;

    public async Task ReadAsync(params TextReader[] readers)
    {
        await Task.WhenAll(readers.Select(async reader =>
        {
            while (await reader.ReadLineAsync() is { } line) Add(line);
        }));
        lock (_lock)
        {
            _ended = true;
            foreach (var (part, found) in _waiting) found.TrySetException(Missing(part));
            foreach (var (count, reached) in _counting) reached.TrySetException(new InvalidOperationException($"{who} ended with {_lines.Count} lines instead of {count}"));
        }
    }

    public string[] All()
    {
        lock (_lock) return [.. _lines];
    }

    /// <summary>The first line that holds a part; fails when the process ends without one.</summary>
    public Task<string> FirstAsync(string part)
    {
        lock (_lock)
        {
            if (_lines.Find(line => line.Contains(part, StringComparison.Ordinal)) is { } found) return Task.FromResult(found);
            if (_ended) return Task.FromException<string>(Missing(part));
            var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((part, source));
            return source.Task;
        }
    }

    /// <summary>So many lines; fails when the process ends with fewer.</summary>
    public Task CountAsync(int count)
    {
        lock (_lock)
        {
            if (_lines.Count >= count) return Task.CompletedTask;
            if (_ended) return Task.FromException(new InvalidOperationException($"{who} ended with {_lines.Count} lines instead of {count}"));
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _counting.Add((count, source));
            return source.Task;
        }
    }

    private void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            foreach (var (count, reached) in _counting)
                if (_lines.Count >= count) reached.TrySetResult();
            foreach (var (part, found) in _waiting)
                if (line.Contains(part, StringComparison.Ordinal)) found.TrySetResult(line);
        }
    }

    private InvalidOperationException Missing(string part) => new($"{who} ended without a line that holds '{part}':\n{string.Join('\n', _lines)}");
}
