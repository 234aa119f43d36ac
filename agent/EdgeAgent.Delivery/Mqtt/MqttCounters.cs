namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Counts that health shows; written on the publisher's thread, read on any.</summary>
internal sealed class MqttCounters
{
    private long _published;
    private long _acknowledged;
    private long _noSubscribers;
    private long _refused;
    private long _retries;
    private long _bytesSent;
    private long _stalls;
    private long _connections;
    private int _inFlight;

    public long Published => Interlocked.Read(ref _published);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long NoSubscribers => Interlocked.Read(ref _noSubscribers);

    public long Refused => Interlocked.Read(ref _refused);

    public long Retries => Interlocked.Read(ref _retries);

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public long Stalls => Interlocked.Read(ref _stalls);

    public long Connections => Interlocked.Read(ref _connections);

    public int InFlight
    {
        get => Volatile.Read(ref _inFlight);
        set => Volatile.Write(ref _inFlight, value);
    }

    public void WasPublished() => Interlocked.Increment(ref _published);

    public void WasAcknowledged() => Interlocked.Increment(ref _acknowledged);

    public void HadNoSubscribers() => Interlocked.Increment(ref _noSubscribers);

    public void WasRefused() => Interlocked.Increment(ref _refused);

    public void WillRetry() => Interlocked.Increment(ref _retries);

    public void WentOut(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    public void HasStalled() => Interlocked.Increment(ref _stalls);

    public void WasConnected() => Interlocked.Increment(ref _connections);
}
