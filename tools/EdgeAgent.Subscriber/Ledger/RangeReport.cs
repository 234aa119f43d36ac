namespace EdgeAgent.Subscriber.Ledger;

/// <summary>A range in a report.</summary>
/// <param name="First">First sequence.</param>
/// <param name="Last">Last sequence; null without end.</param>
public sealed record RangeReport(long First, long? Last)
{
    /// <inheritdoc/>
    public override string ToString() => new SequenceRange(First, Last ?? long.MaxValue).ToString();

    internal static RangeReport Of(SequenceRange range) => new(range.First, range.Last == long.MaxValue ? null : range.Last);
}
