using System.Threading.RateLimiting;
using Grpc.Core;

namespace EdgeAgent.Control.Security;

/// <summary>How much one identity may ask for: calls a second, and uploads and open watches at once. The box's own users are limited in uploads alone.</summary>
internal sealed class CallLimits : IDisposable
{
    // A burst of so many seconds' calls is taken at once.
    private const int BurstSeconds = 2;

    // A station that watches a box with all of its screens; each costs a task and its share of the writes.
    private const int MostWatches = 250;

    private readonly int _callsPerSecond;
    private readonly int _uploads;
    private readonly PartitionedRateLimiter<Caller> _calls;
    private readonly PartitionedRateLimiter<Caller> _uploadSlots;
    private readonly PartitionedRateLimiter<Caller> _watchSlots;

    /// <summary>Makes the limits.</summary>
    /// <param name="callsPerSecond">Calls a second of one identity.</param>
    /// <param name="uploads">Uploads of one identity at once.</param>
    public CallLimits(int callsPerSecond, int uploads)
    {
        (_callsPerSecond, _uploads) = (callsPerSecond, uploads);
        _calls = PartitionedRateLimiter.Create<Caller, string>(caller => caller.IsLocal
            ? RateLimitPartition.GetNoLimiter("local")
            : RateLimitPartition.GetTokenBucketLimiter(caller.Name, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = callsPerSecond * BurstSeconds, TokensPerPeriod = callsPerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
            }));
        _uploadSlots = PartitionedRateLimiter.Create<Caller, string>(caller => AtOnce(caller, uploads));
        _watchSlots = PartitionedRateLimiter.Create<Caller, string>(caller => caller.IsLocal ? RateLimitPartition.GetNoLimiter("local") : AtOnce(caller, MostWatches));
    }

    /// <summary>Counts a call.</summary>
    /// <param name="caller">Who makes it.</param>
    /// <param name="method">Its path.</param>
    /// <returns>What it holds until it ends; null when that is nothing.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: it is one too many.</exception>
    public IDisposable? Take(Caller caller, string method)
    {
        using (var counted = _calls.AttemptAcquire(caller))
            if (!counted.IsAcquired) throw Refuse($"{caller.Name} makes more than {_callsPerSecond} calls a second; slow down");
        if (AccessTable.Uploads.Contains(method)) return Hold(_uploadSlots, caller, $"{caller.Name} has {_uploads} uploads under way already; wait for one to end");
        return AccessTable.Watches.Contains(method) ? Hold(_watchSlots, caller, $"{caller.Name} watches {MostWatches} times already; end one") : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.Dispose();
        _uploadSlots.Dispose();
        _watchSlots.Dispose();
    }

    private static RateLimitPartition<string> AtOnce(Caller caller, int most) =>
        RateLimitPartition.GetConcurrencyLimiter(caller.Name, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = 0 });

    private static RateLimitLease Hold(PartitionedRateLimiter<Caller> slots, Caller caller, string refusal)
    {
        var slot = slots.AttemptAcquire(caller);
        if (slot.IsAcquired) return slot;
        slot.Dispose();
        throw Refuse(refusal);
    }

    private static RpcException Refuse(string sentence) => new(new Status(StatusCode.ResourceExhausted, sentence));
}
