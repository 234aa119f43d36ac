using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The thread of a client: connects, drives libmosquitto's reading and writing with poll(2), and raises everything that is raised. It alone calls the
/// library on this client, but for what <see cref="ClientSender"/> queues, so that OpenSSL and the socket see one thread.</summary>
internal sealed unsafe class ClientLoop : IDisposable
{
    /// <summary>The library counts its keep-alive in seconds and wants to be asked as often.</summary>
    private const int TickMilliseconds = 1000;

    /// <summary>Rounds of a second that a DISCONNECT gets to be written to a peer that reads nothing.</summary>
    private const int FarewellTicks = 1;

    /// <summary>Rounds in which a broken socket may give the library something to read before it is taken for dead: in a TLS handshake the library
    /// takes some ends of a connection for "nothing yet", and would ask for ever.</summary>
    private const int BrokenRounds = 100;

    private readonly MosquittoApi _api = MosquittoApi.Instance;
    private readonly IMosquittoHandler _handler;
    private readonly SocketPoll _poll = new();
    private readonly Lock _wakeGate = new();
    private readonly List<string> _log = [];
    private readonly AnswerBatch _batch;
    private nint _client;
    private bool _connected;
    private int? _serverReason;
    private int _verifyResult;
    private MosquittoClosed? _refusal;
    private int _farewell = -1;
    private bool _farewellSent;
    private int _farewellSocket = -1;
    private bool _pollClosed;
    private int _closedRaised;
    private volatile bool _abandoned;

    public ClientLoop(MosquittoOptions options, IMosquittoHandler handler)
    {
        Options = options;
        _handler = handler;
        Sender = new ClientSender(_api);
        _batch = new AnswerBatch(_poll);
    }

    public MosquittoOptions Options { get; }

    public ClientSender Sender { get; }

    /// <summary>Whether the thread is inside name resolution or connect(2), where nothing can reach it.</summary>
    public bool IsConnecting { get; private set; }

    /// <summary>Whether a DISCONNECT is to be sent, or was.</summary>
    public bool IsLeaving => Volatile.Read(ref _farewell) >= 0;

    /// <summary>The first exception that the handler threw.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The thread's body.</summary>
    public void Run()
    {
        MosquittoClosed closed;
        var self = GCHandle.Alloc(this);
        try
        {
            closed = Connect(GCHandle.ToIntPtr(self)) ?? Drive();
        }
        catch (Exception e)
        {
            closed = ConnectionEnd.Handler(Options, Fault ??= e);
        }

        Sender.Close();
        if (_client != 0) _api.Destroy(_client);
        self.Free();
        if (_farewellSocket >= 0) _poll.Linger(_farewellSocket, TickMilliseconds);
        Dispose();
        RaiseClosed(closed);
    }

    /// <summary>Ends the loop as soon as it comes by, without a word to the broker.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Wake();
    }

    /// <summary>Has a DISCONNECT sent, and then ends.</summary>
    public void SayFarewell(byte reason)
    {
        Interlocked.CompareExchange(ref _farewell, reason, -1);
        Wake();
    }

    /// <summary>Has the loop come by.</summary>
    public void Wake()
    {
        lock (_wakeGate)
        {
            if (!_pollClosed) _poll.Wake();
        }
    }

    /// <summary>Frees what waits, for a loop that never ran or has ended.</summary>
    public void Dispose()
    {
        lock (_wakeGate)
        {
            if (_pollClosed) return;
            _pollClosed = true;
            _poll.Dispose();
        }
    }

    /// <summary>Raises the end, once.</summary>
    public void RaiseClosed(MosquittoClosed closed)
    {
        if (Interlocked.Exchange(ref _closedRaised, 1) != 0) return;
        try
        {
            _handler.OnClosed(closed with { WasConnected = _connected });
        }
        catch (Exception e)
        {
            // Nobody is left to be told; the owner finds it in the client's Fault.
            Fault ??= e;
        }
    }

    private MosquittoClosed? Connect(nint userData)
    {
        if (ClientSetup.Fault(Options) is { } wrong) return ConnectionEnd.Misconfigured(Options, wrong);
        _client = ClientSetup.Create(_api, Options, userData, out var fault);
        if (_client == 0) return ConnectionEnd.Misconfigured(Options, fault!);
        ClientCallbacks.Attach(_api, _client);
        var properties = ClientSetup.ConnectProperties(_api, Options);
        using var host = new NativeText(Options.Host, stackalloc byte[NativeText.StackBytes]);
        using var local = new NativeText(Options.BindAddress ?? "", stackalloc byte[NativeText.StackBytes]);
        int result, systemError;
        fixed (byte* hostBytes = host.Bytes, localBytes = local.Bytes)
        {
            IsConnecting = true;
            result = _abandoned ? MosquittoConstants.NoConnection : _api.Connect(_client, hostBytes, Options.Port, Options.KeepAliveSeconds, Options.BindAddress is null ? null : localBytes, properties);
            systemError = Marshal.GetLastSystemError();
            IsConnecting = false;
        }

        if (properties != 0) _api.FreeProperties(&properties);
        if (_abandoned) return ConnectionEnd.Local(Options);
        if (result != MosquittoConstants.Success) return ConnectionEnd.NotConnected(_api, Options, result, systemError, _verifyResult, _log);
        _poll.KeepFromChildren(_api.Descriptor(_client));
        return null;
    }

    private MosquittoClosed Drive()
    {
        var (broken, silentTicks) = (0, 0);
        while (true)
        {
            if (_abandoned) return ConnectionEnd.Local(Options);
            if (Fault is not null) return ConnectionEnd.Handler(Options, Fault);
            if (_farewell >= 0 && !_farewellSent)
            {
                if (!_connected) return ConnectionEnd.Local(Options);
                _farewellSent = true;
                Sender.Close();
                // The library closes as soon as the DISCONNECT is written; the connection has to outlive that.
                _farewellSocket = _poll.Duplicate(_api.Descriptor(_client));
                _api.Disconnect(_client, Options.Protocol == MqttProtocol.V5 ? _farewell : 0, 0);
            }

            var socket = _api.Descriptor(_client);
            if (socket < 0) return Ended(MosquittoConstants.Success, 0);
            // After the DISCONNECT nothing is read: the library takes an acknowledgement for a fault by then, and would close before it has written.
            var events = (short)((_farewellSent ? 0 : PollEntry.In) | (_api.WantWrite(_client) != 0 ? PollEntry.Out : 0));
            var ready = Wait(socket, events);
            if (_farewellSent && ((ready & (PollEntry.Error | PollEntry.HangUp)) != 0 || (ready == 0 && ++silentTicks > FarewellTicks))) return ConnectionEnd.Local(Options);
            if (!_connected && (ready & (PollEntry.Error | PollEntry.HangUp)) != 0 && ++broken > BrokenRounds) return Ended(MosquittoConstants.ConnectionLost, 0);

            var result = MosquittoConstants.Success;
            // A TLS handshake goes on in the reading, also when it waits to write.
            if (!_farewellSent && ready != 0 && (ready != PollEntry.Out || !_connected)) result = _api.LoopRead(_client, 1);
            if (result == MosquittoConstants.Success && _api.Descriptor(_client) >= 0)
            {
                if (_connected && !_farewellSent && Fault is null && !_abandoned) Idle();
                if (_api.WantWrite(_client) != 0) result = Write(socket);
            }

            if (result == MosquittoConstants.Success && _api.Descriptor(_client) >= 0) result = _api.LoopMisc(_client);
            if (result != MosquittoConstants.Success) return Ended(result, Marshal.GetLastSystemError());
        }
    }

    private short Wait(int socket, short events)
    {
        // TLS says nothing of how many bytes of the stream an answer takes.
        if (_connected && Options.Tls is null) _batch.Expect(socket, _farewellSent ? 0 : Sender.UnderWay);
        if (!_batch.IsAwaited) return _poll.Wait(socket, events, TickMilliseconds);
        var ready = _poll.Wait(socket, events, AnswerBatch.PatienceMilliseconds, out var woken);
        if (ready != 0 || woken) return ready;
        _batch.Late(socket);
        return _poll.Wait(socket, events, TickMilliseconds);
    }

    // The library writes each packet by itself, and each would be a segment, a wake of the broker and an acknowledgement: most of what a small packet costs. Many at once go together.
    private int Write(int socket)
    {
        var many = Sender.TakeQueued() > 1 && !_farewellSent;
        if (many) _poll.Gather(socket, true);
        var result = _api.LoopWrite(_client, 1);
        if (many && _api.Descriptor(_client) >= 0) _poll.Gather(socket, false);
        return result;
    }

    private MosquittoClosed Ended(int error, int systemError)
    {
        if (Fault is not null) return ConnectionEnd.Handler(Options, Fault);
        if (_refusal is not null) return _refusal;
        if (_farewellSent) return ConnectionEnd.Local(Options);
        // The library reports a DISCONNECT of the broker as no error and a closed socket.
        if (error == MosquittoConstants.Success) return ConnectionEnd.ServerDisconnected(Options, (byte)(_serverReason ?? 0));
        return ConnectionEnd.Ended(_api, Options, error, systemError, _connected, _verifyResult, _log);
    }

    private void Idle()
    {
        try
        {
            _handler.OnIdle();
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    /// <summary>A CONNACK came.</summary>
    internal void Answered(int code, int flags, nint properties)
    {
        var reason = MqttReason.OfReturnCode(code);
        var words = PropertyReader.Text(_api, properties, MosquittoConstants.ReasonString);
        if (code != 0)
        {
            _refusal = ConnectionEnd.Refused(Options, reason, words, PropertyReader.Text(_api, properties, MosquittoConstants.ServerReference));
            return;
        }

        // From here on each line of the log would be a formatted text for each packet.
        _api.LogCallbackSet(_client, 0);
        var receiveMaximum = PropertyReader.Int16(_api, properties, MosquittoConstants.ReceiveMaximum) ?? ushort.MaxValue;
        var limits = new MosquittoConnected
        {
            SessionPresent = (flags & 1) != 0,
            ReceiveMaximum = receiveMaximum,
            SendWindow = Math.Min(receiveMaximum, Options.SendMaximum),
            MaximumPacketSize = PropertyReader.Int32(_api, properties, MosquittoConstants.MaximumPacketSize),
            MaximumQos = PropertyReader.Byte(_api, properties, MosquittoConstants.MaximumQos, 2),
            TopicAliasMaximum = PropertyReader.Int16(_api, properties, MosquittoConstants.TopicAliasMaximum) ?? 0,
            RetainAvailable = PropertyReader.Byte(_api, properties, MosquittoConstants.RetainAvailable, 1) != 0,
            AssignedClientId = PropertyReader.Text(_api, properties, MosquittoConstants.AssignedClientIdentifier),
            ServerKeepAliveSeconds = PropertyReader.Int16(_api, properties, MosquittoConstants.ServerKeepAlive),
            SessionExpirySeconds = PropertyReader.Int32(_api, properties, MosquittoConstants.SessionExpiryInterval),
            ReasonString = words,
        };
        if (_abandoned) return;
        _connected = true;
        Sender.Open(_client, Options.Protocol == MqttProtocol.V5, limits);
        _handler.OnConnected(limits);
    }

    /// <summary>The broker's reason comes first. While messages are on their way the library goes on reading, finds the socket closed, and says it again without the reason.</summary>
    internal void Disconnected(int code) => _serverReason ??= code;

    internal void Published(int messageId, int reason, nint properties)
    {
        Sender.Settled(messageId);
        if (IsHeard) _handler.OnPublished(messageId, (byte)reason, reason < 0x80 ? null : PropertyReader.Text(_api, properties, MosquittoConstants.ReasonString));
    }

    internal void Received(NativeMessage* message, nint properties)
    {
        if (IsHeard) _handler.OnMessage(new MosquittoMessage(message, properties));
    }

    internal void Subscribed(int messageId, byte reason)
    {
        if (IsHeard) _handler.OnSubscribed(messageId, reason);
    }

    internal void Unsubscribed(int messageId)
    {
        if (IsHeard) _handler.OnUnsubscribed(messageId);
    }

    /// <summary>Keeps the latest lines of a connection that is being made.</summary>
    internal void Logged(string line)
    {
        if (_log.Count == 16) _log.RemoveAt(0);
        _log.Add(line);
        if (_verifyResult == 0 && line.StartsWith("OpenSSL Error", StringComparison.Ordinal)) _verifyResult = TlsVerdict.VerifyResultOf(_api.SslGet(_client));
    }

    /// <summary>The handler threw: the loop ends when it comes by.</summary>
    internal void Failed(Exception fault) => Fault ??= fault;

    /// <summary>A handler that threw, or whose owner has left, hears no more but the end.</summary>
    private bool IsHeard => Fault is null && !_abandoned;
}
