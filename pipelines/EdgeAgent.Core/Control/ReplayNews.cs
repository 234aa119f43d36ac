namespace EdgeAgent.Core.Control;

/// <summary>Something that a replay says: a document, how far it is, a note, or how it ended.</summary>
public sealed record ReplayNews
{
    /// <summary>A revision of an event or a gap, JSON; null in other news.</summary>
    public string? Document { get; init; }

    /// <summary>A sentence for people; null in other news.</summary>
    public string? Note { get; init; }

    /// <summary>Seconds of input analysed and in all; null in other news.</summary>
    public (double Heard, double Total)? Progress { get; init; }

    /// <summary>Exit code of the replay command; null before its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Events so far.</summary>
    public long Events { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Problem { get; init; }
}
