using System.Text;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Subscriber.Ledger;

namespace EdgeAgent.Subscriber.Subscriptions;

/// <summary>The ledger between the thread that receives and those that ask.</summary>
/// <param name="ledger">The books.</param>
/// <param name="time">Tells arrival times.</param>
/// <param name="print">Where each message is printed; null for nowhere.</param>
internal sealed class Books(DeliveryLedger ledger, TimeProvider time, TextWriter? print)
{
    private readonly Lock _lock = new();
    private long _last = time.GetTimestamp();

    /// <summary>Raised on the receiving thread after each message, with how many have come.</summary>
    public event Action<long>? Taken;

    /// <summary>Time since the last message, or since the beginning.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref _last));

    /// <summary>Enters a message. libmosquitto does not show the DUP flag; the ledger finds duplicates by itself.</summary>
    public void Take(in MosquittoMessage message)
    {
        var lane = message.ReadUserProperties().FirstOrDefault(property => property.Key == Lanes.Property).Value;
        var topic = Encoding.UTF8.GetString(message.Topic);
        long count;
        lock (_lock)
        {
            ledger.Take(topic, message.Payload, lane, false, time.GetUtcNow());
            count = ledger.Taken;
        }

        Interlocked.Exchange(ref _last, time.GetTimestamp());
        print?.WriteLine($"{topic} {Encoding.UTF8.GetString(message.Payload)}");
        Taken?.Invoke(count);
    }

    /// <summary>What the books say now.</summary>
    public DeliveryReport Report()
    {
        lock (_lock) return ledger.Report();
    }
}
