using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A publisher that takes a few messages just before each transaction ends.</summary>
internal sealed class TakingProbe : ICommitProbe
{
    private const int AtOnce = 3;

    /// <summary>Where it takes them; null for a rest.</summary>
    public IOutbox? Outbox { get; set; }

    /// <summary>Numbers of what was taken.</summary>
    public List<long> Taken { get; } = [];

    public void Reached(CommitPoint point)
    {
        if (point is CommitPoint.BeforeCommit && Outbox is { } outbox) Taken.AddRange(outbox.Take(Lane.Fifo, AtOnce).Select(message => message.Sequence));
    }
}
