namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>What came of a trial.</summary>
internal sealed record TrialResult
{
    public required CrashKind Kind { get; init; }

    public required int Seed { get; init; }

    /// <summary>Why it could not be made here; null when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Messages that came, each once.</summary>
    public long Messages { get; init; }

    /// <summary>Messages that the store had promised.</summary>
    public long Promised { get; init; }

    /// <summary>Byte-identical duplicates that came.</summary>
    public long Resent { get; init; }

    /// <summary>Messages that did not come and were declared.</summary>
    public long Declared { get; init; }

    /// <summary>Messages that did not come and were not declared.</summary>
    public long Lost { get; init; }

    /// <summary>First deliveries behind a later one of their pipeline and lane.</summary>
    public long Reordered { get; init; }

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}
