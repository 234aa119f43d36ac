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
        _window = new PacketWindow(options, Budget, counters, time);
        _folder = new Folder(outbox, Budget, time);
        _states = new StateSender(options, status, board, _window, Budget, counters, time, logger);
        _sender = new OutboxSender(options, outbox, profiles, _window, Budget, _folder, counters, time, logger);
        _signal = new OutboxSignal(outbox, wake, time, ended);
    }

    /// <summary>The byte budget.</summary>
    public ByteBudget Budget { get; }

    /// <summary>Messages folded so far.</summary>
    public long Folded => _folder.Folded;

    /// <summary>A connection was accepted.</summary>
    public void Begin(IPacketLink link, MosquittoConnected limits)
    {
        _window.Begin(link, limits);
        _states.Begin();
        _sender.Begin();
        _sender.Refresh();
        _connected = true;
        _lookedAt = _time.GetTimestamp();
        Pump();
    }

    /// <summary>The connection is gone.</summary>
    /// <param name="reason">Why the server has ended it; null when something else did.</param>
    public void End(byte? reason = null)
    {
        if (reason is { } why) _sender.Ended(why);
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

        _states.PumpStatus();
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

    /// <summary>The birth topic was subscribed to.</summary>
    public void Listens(string topic)
    {
        var (sent, received) = PacketSize.Subscribe(topic, _window.Link.IsMqtt5);
        _window.Charge(sent, received);
    }

    /// <summary>The broker forbids the birth topic.</summary>
    public void MayNotListen(string topic, byte reason) => MqttLog.BirthNotHeard(_logger, _window.Link.Server, topic, MqttReason.Name(reason));

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
        if (_outbox.Pending == 0) return true;
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
