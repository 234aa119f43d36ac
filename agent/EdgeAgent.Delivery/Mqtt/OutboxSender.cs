using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Takes messages from the outbox lane by lane, sends them and settles them by the broker's answers. Gap records come first, then events, what was set aside last.
/// <para>Order: a lane is sent in its order. When the broker refuses a message for a passing reason, its lane waits: nothing more of it is sent, answers to what is on its way are
/// heard out, and after a back-off the refused ones go first, one by one. What was delivered in between can't be called back; such a late message is published in lane <c>aside</c>.</para>
/// Used on the publisher's thread.
/// </summary>
internal sealed class OutboxSender(
    MqttOptions options,
    IOutbox outbox,
    IReadOnlyList<ITopicProfile> profiles,
    PacketWindow window,
    Suspects suspects,
    ByteBudget budget,
    Folder folder,
    MqttCounters counters,
    TimeProvider time,
    ILogger logger)
{
    // Messages folded or refused in one go, so that the connection is served in between.
    private const int MostFolds = 2000;

    private readonly LaneQueue[] _lanes = (options.Order == DeliveryOrder.LiveFirst
        ? (Lane[])[Lane.Gap, Lane.Live, Lane.Backlog, Lane.Aside]
        : [Lane.Gap, Lane.Fifo, Lane.Aside]).Select(lane => new LaneQueue(lane)).ToArray();

    private readonly Admission _admission = new(budget, options.Budget, time);
    private readonly Refusals _refusals = new(outbox);
    private readonly MessageComposer _composer = new(options, profiles, window, budget, time);
    private readonly List<Outgoing> _putOff = [];
    private BacklogPace _pace = new(null, bounded: false, time);
    private Outgoing? _partial;
    private long _connectedAt;

    /// <summary>Whether some lane has been found empty.</summary>
    public bool IsAnyDry => Array.Exists(_lanes, lane => lane.IsDry);

    /// <summary>Whether nothing is due and nothing on its way.</summary>
    public bool IsIdle => _partial is null && Array.TrueForAll(_lanes, lane => lane.IsIdle);

    /// <summary>Starts over on a new connection: everything unsettled is due again.</summary>
    public void Begin()
    {
        foreach (var lane in _lanes) lane.Reset();
        _putOff.Clear();
        folder.Declare();
        _partial = null;
        _pace = new BacklogPace(options.BacklogPerSecond, options.Order == DeliveryOrder.LiveFirst, time);
        _connectedAt = time.GetTimestamp();
        outbox.Rewind();
    }

    /// <summary>Has the lanes ask the outbox again.</summary>
    public void Refresh()
    {
        foreach (var lane in _lanes) lane.IsDry = false;
        _refusals.Follow();
    }

    /// <summary>Sends what is due as far as the window has room.</summary>
    /// <returns>Whether it should be called again at once.</returns>
    public bool Pump()
    {
        var folds = MostFolds;
        if (_partial is { } rest && !SendParts(rest)) return false;
        while (window.Room > 0 && (TakePutOff() ?? Next(ref folds)) is { } outgoing)
        {
            outgoing.Lane.InFlight++;
            if (!SendParts(outgoing)) break;
        }

        _refusals.Save();
        return folds <= 0;
    }

    /// <summary>Hears the broker's answer to a packet of a message.</summary>
    public void Answer(Flight flight, byte reason, string? text)
    {
        var outgoing = flight.Message!;
        if (reason == MqttReason.NoMatchingSubscribers) counters.HadNoSubscribers();
        if (outgoing.Lane.Lane == Lane.Backlog) _pace.Answered(flight.SentAt);
        outgoing.Answer(MqttReason.OfPublish(reason), reason, text);
        if (outgoing.IsSent && outgoing.Answered == outgoing.Sent) Finish(outgoing);
    }

    private Outgoing? Next(ref int folds)
    {
        var now = time.GetTimestamp();
        foreach (var lane in _lanes)
        {
            if (lane.Probe is not null) continue;
            if (lane.Waiting > 0)
            {
                if (lane.InFlight > 0 || now < lane.RetryAt) continue;
                var again = lane.TakeAgain();
                if (IsPutOff(again) || !TryCompose(again)) continue;
                if (MayGo(again)) return lane.Probe = again;
                lane.Keep(again);
                continue;
            }

            if (lane.Held is { } held)
            {
                if (!MayGo(held)) continue;
                lane.Held = null;
                return held;
            }

            while (folds > 0 && lane.Next(outbox) is { } message)
            {
                var outgoing = new Outgoing(message, lane, now);
                if (_composer.Expiry(outgoing) is <= 0 && message.Kind != MessageKind.Gap)
                {
                    folds--;
                    Fold(message, Folder.Expired);
                }
                else if (IsPutOff(outgoing)) continue;
                else if (!_admission.Admits(message))
                {
                    folds--;
                    Fold(message, Folder.Storm);
                }
                else if (TryCompose(outgoing))
                {
                    if (MayGo(outgoing)) return outgoing;
                    lane.Held = outgoing;
                    break;
                }
                else
                {
                    folds--;
                }
            }
        }

        return null;
    }

    // What is put off is kept here while the rest goes on.
    private bool IsPutOff(Outgoing outgoing)
    {
        if (!suspects.IsPutOff(PacketSubject.Of(outgoing.Message))) return false;
        _refusals.Late(outgoing.Message);
        _putOff.Add(outgoing);
        return true;
    }

    // A message that was put off and whose time has come, when nothing else is on its way.
    private Outgoing? TakePutOff()
    {
        for (var i = 0; i < _putOff.Count; i++)
        {
            var outgoing = _putOff[i];
            if (!suspects.Allows(PacketSubject.Of(outgoing.Message), window.Count == 0)) continue;
            _putOff.RemoveAt(i);
            if (!TryCompose(outgoing)) return null;
            if (MayGo(outgoing)) return outgoing;
            _putOff.Add(outgoing);
            return null;
        }

        return null;
    }

    private void Fold(OutboxMessage message, string cause)
    {
        suspects.Cleared(PacketSubject.Of(message));
        folder.Add(message, cause);
    }

    // A message that can never be published leaves for the dead letters.
    private bool TryCompose(Outgoing outgoing)
    {
        var message = outgoing.Message;
        if (suspects.Verdict(PacketSubject.Of(message)) is { } why) return Refuse(outgoing, $"{window.Link.Server} {why}.");
        var late = message.Lane != Lane.Aside && (_refusals.Contains(message) || outgoing.Lane.IsOvertaken(message));
        return _composer.Compose(outgoing, late ? Lane.Aside : message.Lane) is not { } fault || Refuse(outgoing, fault);
    }

    private bool MayGo(Outgoing outgoing)
    {
        var message = outgoing.Message;
        if (IsBacklog(outgoing) && !_pace.Allows(outgoing.Lane.InFlight)) return false;
        return budget.Covers(outgoing.Bytes, MessageComposer.Claim(message));
    }

    // With one lane for all, what is older than the connection is the backlog.
    private bool IsBacklog(Outgoing outgoing) => outgoing.Lane.Lane switch
    {
        Lane.Backlog => true,
        Lane.Fifo => _pace.IsCapped && _composer.Age(outgoing) > time.GetElapsedTime(_connectedAt).TotalSeconds,
        _ => false,
    };

    // False: the window is full or the connection gone, and the rest must wait.
    private bool SendParts(Outgoing outgoing)
    {
        _partial = null;
        while (!outgoing.IsSent)
        {
            var left = _composer.Expiry(outgoing) is { } seconds ? (uint)Math.Clamp(Math.Ceiling(seconds), 1, uint.MaxValue) : (uint?)null;
            var result = window.Room == 0 ? MosquittoSendResult.WindowFull : window.Send(outgoing.Publications[outgoing.Sent], left, new Flight(outgoing, null, 0, 0));
            switch (result)
            {
                case MosquittoSendResult.Sent:
                    if (outgoing.Sent++ == 0 && IsBacklog(outgoing)) _pace.Sent();
                    break;
                case MosquittoSendResult.TooLarge or MosquittoSendResult.Malformed or MosquittoSendResult.NotSupported:
                    outgoing.Reject($"It can't be sent to {window.Link.Server}: {Sentence(result)}.");
                    break;
                default:
                    _partial = outgoing;
                    return false;
            }
        }

        if (outgoing.Answered == outgoing.Sent) Finish(outgoing);
        return true;
    }

    private static string Sentence(MosquittoSendResult result) => result switch
    {
        MosquittoSendResult.TooLarge => "the packet is too large",
        MosquittoSendResult.Malformed => "its topic or a property is not what MQTT allows",
        _ => "the broker can't do what it needs",
    };

    private void Finish(Outgoing outgoing)
    {
        outgoing.Lane.InFlight--;
        if (outgoing.Answered > 0) suspects.Passed(PacketSubject.Of(outgoing.Message));
        else suspects.Cleared(PacketSubject.Of(outgoing.Message));
        if (ReferenceEquals(outgoing.Lane.Probe, outgoing)) outgoing.Lane.Probe = null;
        if (ReferenceEquals(_partial, outgoing)) _partial = null;
        switch (outgoing.Verdict)
        {
            case MqttVerdict.Success:
                _refusals.Settled(outgoing.Message);
                outgoing.Lane.Acknowledged(outgoing.Message);
                counters.WasAcknowledged();
                outbox.Settle(outgoing.Message, Settlement.Acknowledged);
                break;
            case MqttVerdict.Retryable:
                Retry(outgoing);
                break;
            default:
                Refuse(outgoing, outgoing.ReasonText is { } said && outgoing.Reason == 0 ? said : Answered(outgoing));
                break;
        }
    }

    private void Retry(Outgoing outgoing)
    {
        counters.WillRetry();
        var refusals = _refusals.Add(outgoing.Message);
        if (refusals >= options.RetryLimit && outgoing.Reason != MqttReason.QuotaExceeded)
        {
            Refuse(outgoing, $"{Answered(outgoing)} It was refused {refusals} times.");
            return;
        }

        var lane = outgoing.Lane;
        var wait = Backoff.Spread(options, refusals);
        if (lane.Waiting == 0) MqttLog.RefusedForNow(logger, Answered(outgoing), lane.Lane.ToString(), wait.TotalSeconds);
        lane.RetryAt = Math.Max(lane.RetryAt, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
        lane.Keep(outgoing);
    }

    private string Answered(Outgoing outgoing) =>
        $"{window.Link.Server} refuses it: {MqttReason.Name(outgoing.Reason)} (0x{outgoing.Reason:X2}){(outgoing.ReasonText is { Length: > 0 } text ? $", '{text}'" : "")}.";

    private bool Refuse(Outgoing outgoing, string reason)
    {
        counters.WasRefused();
        _refusals.Settled(outgoing.Message);
        suspects.Cleared(PacketSubject.Of(outgoing.Message));
        if (outgoing.Message.Kind == MessageKind.Gap) MqttLog.GapRefused(logger, reason.TrimEnd('.'));
        else MqttLog.Refused(logger, $"{outgoing.Message.Id}/{outgoing.Message.Revision}", reason);
        outbox.Settle(outgoing.Message, Settlement.Refused, reason);
        return false;
    }
}
