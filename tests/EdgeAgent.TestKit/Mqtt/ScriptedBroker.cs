using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A small MQTT 5 and 3.1.1 server that does what real brokers do not do on demand. It records every packet and holds the client to the protocol; it forwards nothing.</summary>
public sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MqttPacket> _received = [];
    private readonly List<ScriptedConnection> _connections = [];
    private readonly List<Task> _running = [];
    private readonly Changes _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _ended;

    private ScriptedBroker(BrokerScript script)
    {
        Script = script;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port at 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>May be exchanged while it runs: the next packet sees the new one.</summary>
    public BrokerScript Script { get; set; }

    /// <summary>Every packet so far, in order of arrival over all connections; a topic alias is resolved.</summary>
    public IReadOnlyList<MqttPacket> Received
    {
        get
        {
            lock (_lock) return [.. _received];
        }
    }

    /// <summary>The CONNECTs so far.</summary>
    public IReadOnlyList<ConnectPacket> Connects => [.. Received.OfType<ConnectPacket>()];

    /// <summary>The PUBLISHes so far.</summary>
    public IReadOnlyList<PublishPacket> Publishes => [.. Received.OfType<PublishPacket>()];

    /// <summary>What clients sent against the protocol.</summary>
    public IReadOnlyList<string> ProtocolErrors => [.. Received.OfType<MalformedPacket>().Select(packet => packet.Error)];

    /// <summary>Connections that ended, whoever ended them.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Starts one on a free port.</summary>
    public static ScriptedBroker Start(BrokerScript? script = null) => new(script ?? new BrokerScript());

    /// <summary>Waits until the condition holds for what it received; shows what that is when patience ends.</summary>
    public Task UntilAsync(Func<ScriptedBroker, bool> condition, string what) =>
        _changes.UntilAsync(() => condition(this), () => $"{what}; the scripted broker has:\n{string.Join('\n', Received.TakeLast(30))}");

    /// <summary>Waits for so many PUBLISHes in all.</summary>
    public async Task<IReadOnlyList<PublishPacket>> PublishesAsync(int count)
    {
        await UntilAsync(broker => broker.Publishes.Count >= count, $"{count} PUBLISHes");
        return Publishes;
    }

    /// <summary>Waits for so many CONNECTs in all.</summary>
    public async Task<IReadOnlyList<ConnectPacket>> ConnectsAsync(int count)
    {
        await UntilAsync(broker => broker.Connects.Count >= count, $"{count} CONNECTs");
        return Connects;
    }

    /// <summary>Waits for so many ended connections in all.</summary>
    public Task EndedAsync(int count) => UntilAsync(broker => broker.Ended >= count, $"{count} ended connections");

    /// <summary>Sends a PUBLISH to the newest client.</summary>
    public Task DeliverAsync(PublishPacket packet) => Newest().DeliverAsync(packet);

    /// <summary>Sends any bytes to the newest client.</summary>
    public Task SendAsync(params byte[] bytes) => Newest().SendAsync(bytes);

    /// <summary>Answers all that <see cref="PublishReply.Hold"/> kept back for the newest client, oldest first.</summary>
    public Task ReleaseAsync() => Newest().ReleaseAsync(reversed: false);

    /// <summary>Sends DISCONNECT with a reason code to the newest client and closes.</summary>
    public Task DisconnectAsync(byte reason, MqttProperties? properties = null) => Newest().DisconnectAsync(reason, properties ?? MqttProperties.None);

    /// <summary>Closes every connection without a word.</summary>
    public void CloseConnections()
    {
        lock (_lock)
            foreach (var connection in _connections) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        CloseConnections();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    internal void Record(MqttPacket packet)
    {
        lock (_lock) _received.Add(packet);
        _changes.Signal();
    }

    private ScriptedConnection Newest()
    {
        lock (_lock) return _connections[^1];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                lock (_lock)
                {
                    var connection = new ScriptedConnection(this, socket, _connections.Count);
                    _connections.Add(connection);
                    _running.Add(RunAsync(connection));
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RunAsync(ScriptedConnection connection)
    {
        // Off the accepting thread, so that the lock above is not held while a script runs.
        await Task.Yield();
        await connection.RunAsync();
        Interlocked.Increment(ref _ended);
        _changes.Signal();
    }
}
