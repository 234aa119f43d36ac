using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>A message on its way: what it is published as, and what the broker has answered so far.</summary>
internal sealed class Outgoing(OutboxMessage message, LaneQueue lane, long takenAt)
{
    /// <summary>The message as it was taken.</summary>
    public OutboxMessage Message { get; } = message;

    /// <summary>The lane that it came from.</summary>
    public LaneQueue Lane { get; } = lane;

    /// <summary>When it was taken; its age counts on from there.</summary>
    public long TakenAt { get; } = takenAt;

    /// <summary>What it is published as; empty until it was composed.</summary>
    public List<Publication> Publications { get; } = new(1);

    /// <summary>Packets that were sent.</summary>
    public int Sent { get; set; }

    /// <summary>Packets that were answered.</summary>
    public int Answered { get; set; }

    /// <summary>The worst answer so far.</summary>
    public MqttVerdict Verdict { get; private set; }

    /// <summary>The reason code of the worst answer.</summary>
    public byte Reason { get; private set; }

    /// <summary>What the broker said with it.</summary>
    public string? ReasonText { get; private set; }

    /// <summary>Bytes that it takes with its confirmations, at most.</summary>
    public int Bytes { get; set; }

    /// <summary>Whether nothing is left to be sent: all is on its way, or one part was refused.</summary>
    public bool IsSent => Sent == Publications.Count || Verdict != MqttVerdict.Success;

    /// <summary>Takes an answer for one of its packets.</summary>
    public void Answer(MqttVerdict verdict, byte reason, string? text)
    {
        Answered++;
        if (verdict <= Verdict) return;
        (Verdict, Reason, ReasonText) = (verdict, reason, text);
    }

    /// <summary>It can't be sent at all.</summary>
    public void Reject(string why) => (Verdict, Reason, ReasonText) = (MqttVerdict.Permanent, 0, why);

    /// <summary>Makes it ready to be composed and sent, as a whole.</summary>
    public void Again()
    {
        Sent = Answered = Bytes = 0;
        (Verdict, Reason, ReasonText) = (MqttVerdict.Success, 0, null);
        Publications.Clear();
    }
}
