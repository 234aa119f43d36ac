using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Interop.Native;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Publishes the outbox to an MQTT broker: at least once, in order, and only the broker's confirmation settles a message. It connects by itself, for ever, and never throws for what a broker or a link does;
/// <see cref="Health"/> says how it goes. Memory is bounded by the window and one small batch.
/// </summary>
public sealed class MqttPublisher : IAsyncDisposable
{
    // A connection that lasted this long starts the back-off anew.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(30);

    // What a stop leaves the very first attempt to be accepted: a run that ends soon must not leave with everything though the broker is there.
    private static readonly TimeSpan Greeting = TimeSpan.FromSeconds(3);

    // What giving an attempt up may take before it is cut short: the system's connect and the look-up of names can't be told.
    private static readonly TimeSpan GivingUp = TimeSpan.FromSeconds(0.5);

    // What closing may take beyond the time for draining before it is cut short.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);

    private readonly MqttOptions _options;
    private readonly IOutbox _outbox;
    private readonly Func<bool, ReadOnlyMemory<byte>> _status;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StateBoard _board;
    private readonly MqttCounters _counters = new();
    private readonly Dispatcher _dispatcher;
    private readonly ConnectionCost _cost;
    private readonly ServerRing _servers;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Task? _running;
    private MqttConnection? _connection;
    private volatile MqttState _state;
    private volatile Target? _target;
    private volatile string? _lastError;
    private volatile bool _sessionPresent;
    private volatile bool _stopping;
    private volatile bool _greets;
    private bool _disposed;

    /// <summary>Makes a publisher; nothing happens until <see cref="Start"/>.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="outbox">What is published.</param>
    /// <param name="profiles">What each message is published as; all of them must be confirmed.</param>
    /// <param name="status">The status document, UTF-8 JSON: for true <c>online</c>, for false <c>offline</c>. Called on several threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="ArgumentException">The options can't be used; the message names every fault.</exception>
    public MqttPublisher(MqttOptions options, IOutbox outbox, IReadOnlyList<ITopicProfile> profiles, Func<bool, ReadOnlyMemory<byte>> status, TimeProvider time, ILogger<MqttPublisher> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Validate();
        if (faults.Count > 0) throw new ArgumentException(string.Join(' ', faults), nameof(options));
        (_options, _outbox, _status, _time, _logger) = (options, outbox, status, time, logger);
        _board = new StateBoard(time);
        _servers = new ServerRing(options.Servers, time);
        _backoff = new Backoff(TimeSpan.FromSeconds(options.BackoffMinSeconds), TimeSpan.FromSeconds(options.BackoffMaxSeconds), Random.Shared.NextDouble);
        _dispatcher = new Dispatcher(options, outbox, profiles, status, _board, _counters, Wake, time, logger, _ended.Token);
        _cost = new ConnectionCost(options, _dispatcher.Budget, _counters);
    }

    /// <summary>How it goes.</summary>
    public MqttHealth Health => new()
    {
        State = _state,
        Server = _target?.Server.ToString(),
        Protocol = _state == MqttState.Connected ? _target?.Protocol == MqttProtocol.V5 ? "5" : "3.1.1" : null,
        SessionPresent = _sessionPresent,
        InFlight = _counters.InFlight,
        Pending = _outbox.Pending,
        Published = _counters.Published,
        Acknowledged = _counters.Acknowledged,
        NoSubscribers = _counters.NoSubscribers,
        Refused = _counters.Refused,
        Retries = _counters.Retries,
        Folded = _dispatcher.Folded,
        Reconnects = Math.Max(0, _counters.Connections - 1),
        Stalls = _counters.Stalls,
        BytesSent = _counters.BytesSent,
        BytesLeft = _dispatcher.Budget.Left,
        LastError = _lastError,
        PutOff = _dispatcher.PutOff,
        Problem = _dispatcher.Problem,
    };

    /// <summary>Begins to connect and publish.</summary>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _running ??= Task.Run(RunAsync);
        }
    }

    /// <summary>Puts a retained document up: the newest of a topic wins, and it is sent again on every connection. Never blocks.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">UTF-8 JSON; copied.</param>
    public void Post(string topic, ReadOnlyMemory<byte> payload)
    {
        if (_board.Post(topic, payload)) Wake();
        else MqttLog.TooManyDocuments(_logger, topic);
    }

    /// <summary>Publishes what is due until the time is up, says <c>offline</c> and leaves. What is not confirmed by then stays in the outbox.</summary>
    /// <param name="drain">Time for what is due; zero to leave at once.</param>
    public async Task StopAsync(TimeSpan drain)
    {
        Task? running;
        bool connected;
        lock (_gate)
        {
            running = _running;
            if (!_stopping) _dispatcher.StopAt(Math.Max(1, _time.GetTimestamp() + (long)(drain.TotalSeconds * _time.TimestampFrequency)));
            _stopping = true;
            // An attempt that is not accepted yet is given up: the link is away. Unless it is the first, which nothing is known of.
            connected = _state == MqttState.Connected;
            _greets = !connected && !_answered.Task.IsCompleted && drain > TimeSpan.Zero;
            if (running is not null) _connection?.Nudge(abandon: !connected && !_greets);
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (running is null) return;
        if (_greets) connected = await GreetAsync(drain < Greeting ? drain : Greeting).ConfigureAwait(false);
        try
        {
            await running.WaitAsync(connected ? drain + Closing : GivingUp, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            MqttConnection? connection;
            lock (_gate) connection = _connection;
            // Not under the lock: it waits for the connection's thread, which may want to wake others.
            connection?.Abort("The connection did not close in time.");
            await running.ConfigureAwait(false);
        }
    }

    /// <summary>Leaves at once where <see cref="StopAsync"/> was not called.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
        }

        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _stop.Dispose();
        _ended.Dispose();
    }

    // Stopping, and not waiting for the first answer of a broker.
    private bool IsLeaving => _stopping && !(_greets && !_answered.Task.IsCompleted);

    // Whether the first attempt was accepted in time.
    private async Task<bool> GreetAsync(TimeSpan patience)
    {
        var time = _time;
        await Task.WhenAny(_answered.Task, Task.Delay(patience, time)).ConfigureAwait(false);
        lock (_gate)
        {
            _greets = false;
            if (_state == MqttState.Connected) return true;
            _connection?.Nudge(abandon: true);
            return false;
        }
    }

    private void Wake()
    {
        lock (_gate) _connection?.Nudge(abandon: false);
    }

    private async Task RunAsync()
    {
        while (!IsLeaving)
        {
            var target = _servers.Next();
            _target = target;
            if (await WaitForBudgetAsync(target).ConfigureAwait(false))
            {
                _answered.TrySetResult();
                continue;
            }

            _state = MqttState.Connecting;
            var began = _time.GetTimestamp();
            var closed = await ConnectAsync(target).ConfigureAwait(false);
            var lasted = closed.WasConnected && _time.GetElapsedTime(began) >= Lasting;
            var atOnce = _servers.Failed(target, closed, lasted);
            if (!atOnce) _answered.TrySetResult();
            if (IsLeaving) break;

            if (lasted) _backoff.Reset();
            _lastError = closed.Message;
            if (closed.Fault is { } fault) MqttLog.Fault(_logger, fault, closed.Message);
            var wait = atOnce ? TimeSpan.Zero : _backoff.Next();
            MqttLog.Failed(_logger, closed.Message, wait.TotalSeconds);
            _state = MqttState.BackingOff;
            await DelayAsync(wait).ConfigureAwait(false);
        }

        await _ended.CancelAsync().ConfigureAwait(false);
        _dispatcher.Close();
        _state = MqttState.Stopped;
        MqttLog.Left(_logger, _target?.Server.ToString() ?? "no server", _outbox.Pending);
    }

    private async Task<MosquittoClosed> ConnectAsync(Target target)
    {
        try
        {
            var setup = ConnectionSetup.For(_options, target, _status(false));
            var closed = await ServeAsync(target, setup).ConfigureAwait(false);
            if (!closed.WasConnected) _cost.ChargeFailed(target, setup, closed.Cause);
            return closed;
        }
        catch (Exception error) when (error is IOException or NativeLibraryException)
        {
            return new MosquittoClosed { Cause = MosquittoCloseCause.Configuration, Message = error.Message };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A fault of this program must not end the delivery for good.
            return new MosquittoClosed { Cause = MosquittoCloseCause.HandlerFault, Message = $"The publisher failed: {error.Message}", Fault = error };
        }
    }

    private async Task<MosquittoClosed> ServeAsync(Target target, MosquittoOptions setup)
    {
        using var connection = new MqttConnection(setup, target, _dispatcher, Objection, connected => OnAccepted(target, setup, connected));
        lock (_gate) _connection = connection;
        try
        {
            var running = connection.RunAsync();
            // A stop that came before the connection was known has not told it.
            if (_stopping) connection.Nudge(abandon: _state != MqttState.Connected && !_greets);
            return await running.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _connection = null;
        }
    }

    private void OnAccepted(Target target, MosquittoOptions setup, MosquittoConnected connected)
    {
        _cost.Charge(target, setup);
        _servers.Accepted(target);
        _counters.WasConnected();
        _sessionPresent = connected.SessionPresent;
        _state = MqttState.Connected;
        _answered.TrySetResult();
        var window = Math.Min(_options.Window, connected.SendWindow);
        MqttLog.Connected(_logger, target.Server.ToString(), target.Protocol == MqttProtocol.V5 ? "5" : "3.1.1", window, connected.SessionPresent ? "resumed" : "new");
    }

    private string? Objection(MosquittoConnected connected) =>
        connected.MaximumQos > 0 || _options.AllowUnconfirmed
            ? null
            : $"{_target?.Server} confirms nothing (its maximum QoS is 0), so no message could ever leave the outbox safely; use another broker, or set Mqtt:AllowUnconfirmed to accept losses.";

    private async Task<bool> WaitForBudgetAsync(Target target)
    {
        var seconds = _cost.SecondsUntilCovered(target, _status(true).Length);
        if (seconds <= 0) return false;
        _state = MqttState.OutOfBudget;
        MqttLog.OutOfBudget(_logger, seconds);
        await DelayAsync(TimeSpan.FromSeconds(seconds)).ConfigureAwait(false);
        return true;
    }

    private async Task DelayAsync(TimeSpan wait)
    {
        var time = _time;
        try
        {
            await Task.Delay(wait, time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping; the loop sees it.
        }
    }
}
