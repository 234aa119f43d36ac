using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A link between a client and a broker of this machine that can be slow, stall, lose and break. What it holds is bounded: a slow side holds the other one up.</summary>
public sealed class LinkProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Link> _links = [];
    private readonly List<Task> _running = [];
    private readonly int _broker;
    private readonly FaultPlan _plan;
    private readonly TimeProvider _time;
    private readonly Changes _changes = new();
    private TaskCompletionSource _flows = Done();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _bytesUp;
    private long _bytesDown;
    private int _cuts;

    private LinkProxy(int broker, FaultPlan plan, TimeProvider time)
    {
        _broker = broker;
        _plan = plan;
        _time = time;
        Port = FreePort.Next();
        Listen();
    }

    /// <summary>The port at 127.0.0.1 that the client connects to.</summary>
    public int Port { get; }

    /// <summary>What the link is like; may change at any time.</summary>
    public LinkConditions Conditions { get; set; } = new();

    /// <summary>Connections that were accepted.</summary>
    public int Accepted
    {
        get
        {
            lock (_lock) return _links.Count;
        }
    }

    /// <summary>Connections that the link itself has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Bytes that went from clients to the broker.</summary>
    public long BytesUp => Interlocked.Read(ref _bytesUp);

    /// <summary>Bytes that went from the broker to clients.</summary>
    public long BytesDown => Interlocked.Read(ref _bytesDown);

    /// <summary>Starts one before a broker's port.</summary>
    public static LinkProxy Start(int brokerPort, FaultPlan? plan = null, TimeProvider? time = null) => new(brokerPort, plan ?? FaultPlan.None, time ?? TimeProvider.System);

    /// <summary>Nothing goes either way until <see cref="Flow"/>; connections stay, and what was sent comes later.</summary>
    public void Stall()
    {
        lock (_lock)
            if (_flows.Task.IsCompleted) _flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Ends a stall.</summary>
    public void Flow()
    {
        lock (_lock) _flows.TrySetResult();
    }

    /// <summary>Cuts every connection now: a reset for both sides.</summary>
    public void Cut()
    {
        Link[] links;
        lock (_lock) links = [.. _links];
        foreach (var link in links) link.Cut();
    }

    /// <summary>Refuses new connections as a machine that is down does, until <see cref="Accept"/>; present ones stay.</summary>
    public async Task RefuseAsync()
    {
        if (_listener is { } listener)
        {
            // Disposing alone is not enough: a child that is just being forked may hold the socket for a moment.
            listener.Shutdown(SocketShutdown.Both);
            listener.Dispose();
            _listener = null;
        }

        await _accepting;
    }

    /// <summary>Takes connections again, on the same port.</summary>
    public void Accept()
    {
        if (_listener is null) Listen();
    }

    /// <summary>Waits until the condition holds: so many connections, cuts, bytes.</summary>
    public Task UntilAsync(Func<LinkProxy, bool> condition, string what) =>
        _changes.UntilAsync(() => condition(this), () => $"{what}; the link ({_plan}) has {Accepted} connections, {Cuts} cuts, {BytesUp} bytes up, {BytesDown} down");

    public async ValueTask DisposeAsync()
    {
        await RefuseAsync();
        Cut();
        Flow();
        await Task.WhenAll(_running);
        foreach (var link in _links) link.Dispose();
    }

    internal Task FlowsAsync()
    {
        lock (_lock) return _flows.Task;
    }

    internal void Went(bool up, int bytes)
    {
        Interlocked.Add(ref up ? ref _bytesUp : ref _bytesDown, bytes);
        _changes.Signal();
    }

    internal void WasCut()
    {
        Interlocked.Increment(ref _cuts);
        _changes.Signal();
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private void Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen();
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                lock (_lock)
                {
                    var link = new Link(this, client, _plan.For(_links.Count), Conditions.IsBlackHole, _time);
                    _links.Add(link);
                    _running.Add(Task.Run(() => link.RunAsync(_broker)));
                }

                _changes.Signal();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Refused from now on.
        }
    }
}
