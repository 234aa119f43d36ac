using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>One MQTT client and its one connection: made, started, used until <see cref="IMosquittoHandler.OnClosed"/>, disposed. There is no reconnecting in here,
/// and nothing is sent again: whoever must not lose a message keeps it until it is acknowledged and gives it to the next client.
/// Publishes that were not acknowledged when the connection ends are forgotten without a call.</summary>
public sealed class MosquittoClient : IDisposable
{
    private const int PatienceMilliseconds = 2000;
    private const int ConnectPatienceMilliseconds = 50;

    private readonly ClientLoop _loop;
    private readonly Lock _gate = new();
    private Thread? _thread;
    private bool _disposed;

    /// <summary>Makes a client; nothing happens until <see cref="Start"/>.</summary>
    /// <param name="options">Where and how to connect. What is wrong with them is told by <see cref="IMosquittoHandler.OnClosed"/>.</param>
    /// <param name="handler">Hears what happens.</param>
    /// <exception cref="NativeLibraryException">libmosquitto is missing or does not fit.</exception>
    /// <exception cref="IOException">The process has too many open files.</exception>
    public MosquittoClient(MosquittoOptions options, IMosquittoHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        _loop = new ClientLoop(options, handler);
    }

    /// <summary>Publishes that are under way: given and not settled.</summary>
    public int UnderWay => _loop.Sender.UnderWay;

    /// <summary>What the handler threw first; null when it never did.</summary>
    public Exception? Fault => _loop.Fault;

    /// <summary>Begins to connect on the client's thread and returns at once; the outcome is <see cref="IMosquittoHandler.OnConnected"/> or <see cref="IMosquittoHandler.OnClosed"/>.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_thread is not null) throw new InvalidOperationException("A client connects once; make another one.");
            _thread = new Thread(_loop.Run) { IsBackground = true, Name = "mqtt client" };
            _thread.Start();
        }
    }

    /// <summary>Publishes a message, from any thread; fastest in <see cref="IMosquittoHandler.OnIdle"/>. It is written by the client's thread: at once after
    /// OnIdle, else after <see cref="Wake"/>. All spans are copied. Allocates no managed memory.</summary>
    /// <param name="utf8Topic">A topic name, UTF-8; empty with a topic alias that stands for one.</param>
    /// <param name="payload">The message.</param>
    /// <param name="qos">0, 1 or 2.</param>
    /// <param name="retain">Whether the broker keeps it for subscribers to come.</param>
    /// <param name="properties">MQTT 5 properties, the caller's again when this returns; null for none.</param>
    /// <param name="messageId">1 … 65535, what <see cref="IMosquittoHandler.OnPublished"/> will name; 0 unless the result is <see cref="MosquittoSendResult.Sent"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The QoS is not 0, 1 or 2.</exception>
    public MosquittoSendResult Publish(ReadOnlySpan<byte> utf8Topic, ReadOnlySpan<byte> payload, int qos, bool retain, MosquittoProperties? properties, out int messageId)
    {
        RequireQos(qos);
        return _loop.Sender.Publish(utf8Topic, payload, qos, retain, properties, out messageId);
    }

    /// <summary>Subscribes, from any thread; the broker's answer is <see cref="IMosquittoHandler.OnSubscribed"/>.</summary>
    /// <param name="filter">A topic filter, wildcards allowed.</param>
    /// <param name="qos">The highest QoS at which messages are to come: 0, 1 or 2.</param>
    /// <param name="messageId">What the answer will name; 0 unless the result is <see cref="MosquittoSendResult.Sent"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The QoS is not 0, 1 or 2.</exception>
    public MosquittoSendResult Subscribe(string filter, int qos, out int messageId)
    {
        ArgumentNullException.ThrowIfNull(filter);
        RequireQos(qos);
        var result = _loop.Sender.Subscribe(filter, qos, out messageId);
        _loop.Wake();
        return result;
    }

    /// <summary>Ends a subscription, from any thread; the broker's answer is <see cref="IMosquittoHandler.OnUnsubscribed"/>.</summary>
    /// <param name="filter">The filter that was subscribed.</param>
    /// <param name="messageId">What the answer will name; 0 unless the result is <see cref="MosquittoSendResult.Sent"/>.</param>
    public MosquittoSendResult Unsubscribe(string filter, out int messageId)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var result = _loop.Sender.Unsubscribe(filter, out messageId);
        _loop.Wake();
        return result;
    }

    /// <summary>Has <see cref="IMosquittoHandler.OnIdle"/> called soon, and what was published written. From any thread; many calls before it comes are one.</summary>
    public void Wake() => _loop.Wake();

    /// <summary>Leaves politely, from any thread: no more is taken, what was taken is written, then a DISCONNECT, then <see cref="IMosquittoHandler.OnClosed"/> follows.
    /// Acknowledgements that come after this are not heard. A client that is not connected yet gives up once it can.</summary>
    /// <param name="reasonCode">0 for good-bye, the broker drops the will; <see cref="MqttReason.DisconnectWithWill"/> to have the will published. MQTT 5 only.</param>
    public void Disconnect(byte reasonCode = MqttReason.Success) => _loop.SayFarewell(reasonCode);

    /// <summary>Closes the connection, without a word to the broker, which then publishes the will, unless <see cref="Disconnect"/> was called before; and frees everything.
    /// Does not block for long: a thread that hangs in the system's connect is left behind and frees its part when it returns.
    /// When this returns, <see cref="IMosquittoHandler.OnClosed"/> has been raised (on the client's thread, or here for a thread that was left behind) and no other call follows;
    /// inside a handler's call it returns at once and OnClosed follows. Call it without holding a lock that the handler takes.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            thread = _thread;
        }

        if (thread is null)
        {
            _loop.Dispose();
            return;
        }

        if (_loop.IsLeaving && thread != Thread.CurrentThread && thread.Join(_loop.IsConnecting ? ConnectPatienceMilliseconds : PatienceMilliseconds)) return;
        _loop.Abandon();
        if (thread == Thread.CurrentThread || thread.Join(_loop.IsConnecting ? ConnectPatienceMilliseconds : PatienceMilliseconds)) return;
        _loop.RaiseClosed(ConnectionEnd.Local(_loop.Options));
    }

    private static void RequireQos(int qos)
    {
        if (qos is < 0 or > 2) throw new ArgumentOutOfRangeException(nameof(qos), qos, "a QoS is 0, 1 or 2");
    }
}
