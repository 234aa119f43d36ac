using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Finds the message that a broker ends the connection for: MQTT 5 lets a server answer a message that it will not have with a DISCONNECT, and the message would come again with every connection, for ever, with everything else behind it.
/// What was on its way at such an end is suspect, and goes one by one from then on; a message that is alone on its way five times when the connection ends for such a reason is a dead letter.
/// Only reasons that blame a message count: a link that breaks, a quota or rights that were withdrawn never cost one.
/// </summary>
internal sealed class Suspects
{
    // A few times may be a coincidence: a link that garbles what it carries looks the same from here.
    private const int Enough = 5;

    // Answers after which nothing is suspect any more: what is not among so many has left the outbox another way.
    private const int Patience = 2000;

    private readonly Dictionary<(string Store, bool Aside, long Key), int> _times = [];
    private string _why = "";
    private int _answers;

    /// <summary>Whether messages go one by one at present.</summary>
    public bool Any => _times.Count > 0;

    /// <summary>Whether a server that ends a connection for this reason (MQTT 5, section 3.14.2.1) means something that it was sent.</summary>
    public static bool Blames(byte reason) => reason is 0x81 or 0x82 or 0x90 or 0x95 or 0x99 or 0x9B;

    /// <summary>The connection has ended for a reason that blames a message.</summary>
    /// <param name="onTheirWay">Messages that were not answered.</param>
    /// <param name="alone">Whether nothing else was on its way.</param>
    /// <param name="reason">The server's reason.</param>
    public void Ended(IReadOnlyCollection<OutboxMessage> onTheirWay, bool alone, byte reason)
    {
        _why = $"ends the connection when it gets it: {MqttReason.Name(reason)} (0x{reason:X2})";
        _answers = 0;
        foreach (var message in onTheirWay)
        {
            var key = Key(message);
            _times[key] = _times.GetValueOrDefault(key) + (alone && onTheirWay.Count == 1 ? 1 : 0);
        }
    }

    /// <summary>Why a message is not sent any more, without the server; null when it is.</summary>
    public string? Verdict(OutboxMessage message) => _times.GetValueOrDefault(Key(message)) >= Enough ? _why : null;

    /// <summary>A message was answered, or left the outbox.</summary>
    public void Cleared(OutboxMessage message)
    {
        if (_times.Count == 0) return;
        _times.Remove(Key(message));
        if (++_answers >= Patience) _times.Clear();
    }

    private static (string Store, bool Aside, long Key) Key(OutboxMessage message) => (message.StoreId, message.Lane == Lane.Aside, message.Key);
}
