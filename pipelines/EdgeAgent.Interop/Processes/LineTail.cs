using System.Text;

namespace EdgeAgent.Interop.Processes;

/// <summary>The newest lines of a stream of text, in bounded memory: long lines are cut, old ones forgotten.</summary>
/// <param name="capacity">Lines kept.</param>
/// <param name="redact">Changes a line before it is kept or shown.</param>
/// <param name="show">Takes each line as it comes.</param>
internal sealed class LineTail(int capacity, Func<string, string>? redact, Action<string>? show)
{
    /// <summary>Bytes of a line that are kept; a message for people is shorter.</summary>
    private const int LineBytes = 400;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly byte[] _line = new byte[LineBytes];
    private int _length;

    /// <summary>What is kept, oldest first; a line that has not ended yet is not in it.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <summary>Takes the next bytes. A carriage return ends a line too: progress displays write nothing else.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            var part = end < 0 ? bytes : bytes[..end];
            var kept = Math.Min(part.Length, LineBytes - _length);
            part[..kept].CopyTo(_line.AsSpan(_length));
            _length += kept;
            if (end < 0) return;
            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Ends the last line.</summary>
    public void EndLine()
    {
        if (_length == 0) return;
        var line = Encoding.UTF8.GetString(_line, 0, _length);
        _length = 0;
        if (string.IsNullOrWhiteSpace(line)) return;
        if (redact is not null) line = redact(line);
        lock (_lock)
        {
            while (_lines.Count >= capacity) _lines.Dequeue();
            _lines.Enqueue(line);
        }

        show?.Invoke(line);
    }
}
