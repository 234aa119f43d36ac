using System.Globalization;
using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What is sent when: status, documents, messages, in the end the good-bye. Lives as long as the publisher and is lent to one connection after the other; used on that connection's thread.</summary>
internal sealed class Dispatcher
{
    // Lanes that were found empty are asked again this often also without a signal.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // A consumer that starts again and again does not have the documents sent more often than this.
    private static readonly TimeSpan BetweenBirths = TimeSpan.FromSeconds(10);

    // What the good-bye may take beyond the time for draining.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly IOutbox _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MqttCounters _counters;
    private readonly PacketWindow _window;
    private readonly Suspects _suspects;
    private readonly StateSender _states;
    private readonly OutboxSender _sender;
    private readonly Folder _folder;
    private readonly OutboxSignal _signal;
    private readonly MqttOptions _options;
    private BudgetTier _tier;
    private long _lookedAt;
    private long _stopAt;
    private bool _sayingFarewell;
    private bool _connected;
    private bool _stalled;
    private bool _subscribes;
    private bool _left;
    private bool _isAsked;
    private long? _answeredAt;

    public Dispatcher(
        MqttOptions options,
        IOutbox outbox,
        IReadOnlyList<ITopicProfile> profiles,
        Func<bool, ReadOnlyMemory<byte>> status,
        StateBoard board,
        MqttCounters counters,
        Action wake,
        TimeProvider time,
        ILogger logger,
        CancellationToken ended)
    {
        _options = options;
        _outbox = outbox;
        _time = time;
        _logger = logger;
        _counters = counters;
        Budget = new ByteBudget(options.Budget.MegabytesPerDay, outbox, time);
        _suspects = new Suspects(options, time);
        _window = new PacketWindow(options, Budget, _suspects, counters, time);
        _folder = new Folder(outbox, Budget, time);
        _states = new StateSender(options, status, board, _window, _suspects, Budget, counters, time, logger);
        _sender = new OutboxSender(options, outbox, profiles, _window, _suspects, Budget, _folder, counters, time, logger);
        _signal = new OutboxSignal(outbox, wake, time, ended);
    }

    /// <summary>The byte budget.</summary>
    public ByteBudget Budget { get; }

    /// <summary>Messages folded so far.</summary>
    public long Folded => _folder.Folded;

    /// <summary>Packets that are put off.</summary>
    public int PutOff => _suspects.PutOff;

    /// <summary>What was put off last and why, one sentence; null when nothing is.</summary>
    public string? Problem => _suspects.Problem;

    /// <summary>A connection was accepted.</summary>
    public void Begin(IPacketLink link, MosquittoConnected limits)
    {
        _suspects.Began();
        _window.Begin(link, limits);
        _states.Begin();
        _sender.Begin();
        _sender.Refresh();
        _connected = true;
        _stalled = _subscribes = false;
        _lookedAt = _time.GetTimestamp();
        Pump();
    }

    /// <summary>The connection is gone.</summary>
    /// <param name="closed">How it ended; null when that is of no interest.</param>
    public void End(MosquittoClosed? closed = null)
    {
        if (closed is not null && _connected && !_left)
        {
            var kind = _stalled ? EndKind.Broken : EndKinds.Of(closed);
            if (_suspects.Ended(_window.Unanswered, kind, closed.ReasonCode, _stalled ? "nothing is confirmed any more" : closed.Message) is { } subject)
                MqttLog.PutOff(_logger, _window.Link.Server, subject.ToString(), _suspects.WaitOf(subject).TotalSeconds);
        }

        _connected = false;
        _window.End();
    }

    /// <summary>Nothing is sent any more: declares what was folded, and keeps the budget's level. After the last connection has ended.</summary>
    public void Close()
    {
        _folder.Declare();
        Budget.Close();
    }

    /// <summary>Sends what is due until a moment, then says good-bye. From any thread; the connection must be woken.</summary>
    public void StopAt(long timestamp) => Volatile.Write(ref _stopAt, timestamp);

    /// <summary>Sends what is due. Called whenever something happened, at least once a second.</summary>
    public void Pump()
    {
        if (!_connected || _left) return;
        if (_window.IsStalled)
        {
            _counters.HasStalled();
            _stalled = true;
            _window.Link.Abort(string.Create(CultureInfo.InvariantCulture, $"{_window.Link.Server} confirmed nothing for more than {_options.StallSeconds} s while {_window.Count} packets were on their way; the connection is made anew."));
            return;
        }

        _window.ChargeKeepAlive();
        TellTier();
        if (_sayingFarewell)
        {
            Leave();
            return;
        }

        if (_window.Count == 0) _suspects.Idle();
        _states.PumpStatus();
        PumpSubscription();
        _folder.Flush();
        if (_signal.Take() || _time.GetElapsedTime(_lookedAt) >= Look)
        {
            _sender.Refresh();
            _lookedAt = _time.GetTimestamp();
        }

        AnswerBirth();
        _states.PumpDocuments();
        var more = _sender.Pump();
        if (_sender.IsAnyDry) _signal.Arm();
        if (more) _window.Link.Wake();
        Stop();
    }

    /// <summary>The broker has answered the subscription to the birth topic.</summary>
    public void Subscribed(byte reason)
    {
        _window.Subscribed();
        if (reason >= MqttReason.Unspecified) MqttLog.BirthNotHeard(_logger, _window.Link.Server, _options.BirthTopic ?? "", MqttReason.Name(reason));
    }

    /// <summary>Something came on the birth topic: whether a consumer has started and wants every document.</summary>
    public void Heard(int bytes, bool isBirth)
    {
        _window.Charge(0, bytes);
        _isAsked |= isBirth;
    }

    /// <summary>Hears the broker's answer to a packet.</summary>
    public void Answer(int id, byte reason, string? text)
    {
        if (!_window.TryAnswer(id, out var flight)) return;
        if (flight.Message is not null) _sender.Answer(flight, reason, text);
        else _states.Answer(flight, reason, text);
    }

    // The window is for what the broker must confirm; a SUBSCRIBE only waits where packets go one by one.
    private void PumpSubscription()
    {
        if (_subscribes || _options.BirthTopic is not { } topic || (_suspects.OneByOne && _window.Count > 0) || !_suspects.Allows(PacketSubject.Subscription(topic), _window.Count == 0)) return;
        _subscribes = _window.Subscribe(topic);
    }

    private void AnswerBirth()
    {
        if (!_isAsked || (_answeredAt is { } at && _time.GetElapsedTime(at) < BetweenBirths)) return;
        _isAsked = false;
        _answeredAt = _time.GetTimestamp();
        _states.SendAgain();
    }

    private void Stop()
    {
        var stopAt = Volatile.Read(ref _stopAt);
        if (stopAt == 0) return;
        // What waits for a back-off or for bytes is not waited for beyond the time given.
        if (_time.GetTimestamp() < stopAt && !IsDrained()) return;
        _sayingFarewell = true;
        _states.Say(online: false);
        Leave();
    }

    // That no lane knows of anything is not enough: word of a commit comes a moment after it, and what was refused or folded last is declared by records that are still to be written.
    private bool IsDrained()
    {
        if (!_sender.IsIdle || !_states.IsIdle) return false;
        if (_outbox.Pending <= _suspects.MessagesPutOff) return true;
        _folder.Declare();
        _outbox.Flush();
        return false;
    }

    private void Leave()
    {
        _states.PumpStatus();
        var end = Math.Max(Volatile.Read(ref _stopAt), 0) + (long)(Farewell.TotalSeconds * _time.TimestampFrequency);
        if (!_states.IsStatusDone && _time.GetTimestamp() < end) return;
        _left = true;
        _window.Link.Leave();
    }

    private void TellTier()
    {
        var tier = Budget.Tier;
        if (tier == _tier) return;
        _tier = tier;
        MqttLog.Tier(_logger, Budget.Left ?? 0, tier.ToString());
    }
}
