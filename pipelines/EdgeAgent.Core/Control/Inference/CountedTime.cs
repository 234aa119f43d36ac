namespace EdgeAgent.Core.Control.Inference;

/// <summary>How often something happened and how long it took in all.</summary>
/// <param name="Count">How often.</param>
/// <param name="Total">How long in all.</param>
public readonly record struct CountedTime(long Count, TimeSpan Total)
{
    /// <summary>With one more.</summary>
    public CountedTime Plus(TimeSpan time) => new(Count + 1, Total + time);
}
