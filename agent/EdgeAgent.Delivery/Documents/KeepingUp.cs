using EdgeAgent.Core.Control;

namespace EdgeAgent.Delivery.Documents;

/// <summary>How a pipeline keeps up with its input.</summary>
public sealed record KeepingUp
{
    /// <summary>What it does about overload: <c>None</c>, <c>Batch</c>, <c>Variant</c>, <c>Hop</c>, <c>Skip</c>.</summary>
    public required OverloadStep Step { get; init; }

    /// <summary>Seconds of work for a second of input lately.</summary>
    public required double Load { get; init; }

    /// <summary>Seconds of input that wait.</summary>
    public required double QueuedSeconds { get; init; }

    /// <summary>How often it had to take a step.</summary>
    public required long Climbs { get; init; }

    /// <summary>Seconds of input that were not scored for it.</summary>
    public required double SkippedSeconds { get; init; }
}
