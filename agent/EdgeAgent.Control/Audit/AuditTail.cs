namespace EdgeAgent.Control.Audit;

/// <summary>Where a log ends.</summary>
/// <param name="Last">Number of the last whole line; 0 for none.</param>
/// <param name="Hash">Its hash; zeros for none.</param>
/// <param name="First">Number of the first line in the present file; 0 for none.</param>
/// <param name="WholeBytes">Bytes of the present file up to the end of its last whole line.</param>
internal sealed record AuditTail(long Last, string Hash, long First, long WholeBytes)
{
    /// <summary>A log without lines.</summary>
    public static AuditTail Empty { get; } = new(0, new string('0', 64), 0, 0);

    /// <summary>Finds the end of a folder's log.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static AuditTail Find(string directory)
    {
        var present = AuditFiles.Present(directory);
        var bytes = File.Exists(present) ? File.ReadAllBytes(present) : [];
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole > 0) return EndOf(bytes.AsSpan(0, whole)) with { First = AuditEntry.Parse(Line(bytes, 0))?.N ?? 0, WholeBytes = whole };
        // A new file goes on from the full one before it.
        var before = AuditFiles.All(directory).LastOrDefault(path => path != present);
        return before is null ? Empty : EndOf(File.ReadAllBytes(before)) with { First = 0, WholeBytes = 0 };
    }

    private static AuditTail EndOf(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'\n');
        var line = text[(text.LastIndexOf((byte)'\n') + 1)..];
        // A line that is no entry was written by somebody else; the chain goes on from nothing behind it, which shows.
        return AuditEntry.Parse(line) is { } entry ? new AuditTail(entry.N, entry.Hash, 0, 0) : Empty;
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int start) => text[start..] is var rest && rest.IndexOf((byte)'\n') is >= 0 and var end ? rest[..end] : rest;
}
