using System.Threading.RateLimiting;
using Grpc.Core;

namespace EdgeAgent.Control.Security;

/// <summary>How much one identity may ask for: calls a second, and uploads at once. The box's own users are limited in uploads alone.</summary>
internal sealed class CallLimits : IDisposable
{
    // A burst of so many seconds' calls is taken at once.
    private const int BurstSeconds = 2;

    private readonly int _callsPerSecond;
    private readonly int _uploads;
    private readonly PartitionedRateLimiter<Caller> _calls;
    private readonly PartitionedRateLimiter<Caller> _uploadSlots;

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
        _uploadSlots = PartitionedRateLimiter.Create<Caller, string>(caller =>
            RateLimitPartition.GetConcurrencyLimiter(caller.Name, _ => new ConcurrencyLimiterOptions { PermitLimit = uploads, QueueLimit = 0 }));
    }

    /// <summary>Counts a call.</summary>
    /// <returns>What it holds until it ends; null when that is nothing.</returns>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: it is one too many.</exception>
    public IDisposable? Take(Caller caller, bool isUpload)
    {
        using (var counted = _calls.AttemptAcquire(caller))
            if (!counted.IsAcquired) throw Refuse($"{caller.Name} makes more than {_callsPerSecond} calls a second; slow down");
        if (!isUpload) return null;
        var slot = _uploadSlots.AttemptAcquire(caller);
        if (slot.IsAcquired) return slot;
        slot.Dispose();
        throw Refuse($"{caller.Name} has {_uploads} uploads under way already; wait for one to end");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _calls.Dispose();
        _uploadSlots.Dispose();
    }

    private static RpcException Refuse(string sentence) => new(new Status(StatusCode.ResourceExhausted, sentence));
}
