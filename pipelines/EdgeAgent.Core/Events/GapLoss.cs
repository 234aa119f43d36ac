namespace EdgeAgent.Core.Events;

/// <summary>What a gap cost.</summary>
public sealed record GapLoss
{
    /// <summary>Seconds of input that were not analysed.</summary>
    public double? Seconds { get; init; }

    /// <summary>Windows that were not scored; null where none were due.</summary>
    public long? Windows { get; init; }

    /// <summary>First and last revisions (open, close) that will not be delivered.</summary>
    public long? Events { get; init; }

    /// <summary>Updates and gap records that will not be delivered.</summary>
    public long? Updates { get; init; }

    /// <summary>Highest peak score among them, 0..1.</summary>
    public double? Peak { get; init; }

    /// <summary>The messages that will not be delivered, as ranges in ascending order.</summary>
    public IReadOnlyList<SequenceRange>? Sequences { get; init; }

    /// <summary>A loss of input only.</summary>
    /// <param name="seconds">Seconds of input that were not analysed.</param>
    public static GapLoss OfInput(double seconds) => new() { Seconds = seconds };
}
