using EdgeAgent.Core.Control;
using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Delivery.Store;

/// <summary>How long records take from their acceptance to the disk, and to the broker's confirmation. Thread-safe.</summary>
/// <remarks>The newest 4096 records of this run are remembered; one that is confirmed later, such as after a night without a link, is not counted: it says how long the link was down.</remarks>
/// <param name="time">The monotonic clock.</param>
internal sealed class DeliveryTimes(TimeProvider time)
{
    private const int Remembered = 4096;

    private readonly Lock _gate = new();
    private readonly LatencyMeter _durable = new();
    private readonly LatencyMeter _published = new();
    private readonly (long Sequence, long At)[] _accepted = new (long, long)[Remembered];

    /// <summary>From acceptance to the disk.</summary>
    public LatencyFigures Durable { get { lock (_gate) return _durable.Read(); } }

    /// <summary>From acceptance to the broker's confirmation.</summary>
    public LatencyFigures Published { get { lock (_gate) return _published.Read(); } }

    /// <summary>Records are on disk.</summary>
    /// <param name="acceptedAt">When each was accepted, in the order of their numbers.</param>
    /// <param name="last">Number of the last of them.</param>
    public void Committed(List<long> acceptedAt, long last)
    {
        if (acceptedAt.Count == 0) return;
        var now = time.GetTimestamp();
        var sequence = last - acceptedAt.Count;
        lock (_gate)
        {
            foreach (var at in acceptedAt)
            {
                _durable.Add(time.GetElapsedTime(at, now));
                sequence++;
                _accepted[sequence % Remembered] = (sequence, at);
            }
        }
    }

    /// <summary>The broker confirmed a record of the present store.</summary>
    public void Acknowledged(long sequence)
    {
        lock (_gate)
        {
            ref var record = ref _accepted[sequence % Remembered];
            if (record.Sequence != sequence) return;
            _published.Add(time.GetElapsedTime(record.At));
            record = default;
        }
    }
}
