namespace EdgeAgent.Subscriber.Ledger;

/// <summary>How a ledger judges.</summary>
public sealed record LedgerOptions
{
    /// <summary>Messages whose fingerprints are kept, from 1: a duplicate of an older one is counted but cannot be compared.</summary>
    public int Remembered { get; init; } = 200_000;

    /// <summary>Counts every store from the lowest sequence that came, not from 1: for a subscriber that was not there from the beginning.</summary>
    public bool JoinedLate { get; init; }
}
