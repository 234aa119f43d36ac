using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Sends the status (birth and good-bye) and the retained documents. Used on the publisher's thread.</summary>
internal sealed class StateSender(
    MqttOptions options,
    Func<bool, ReadOnlyMemory<byte>> status,
    StateBoard board,
    PacketWindow window,
    Suspects suspects,
    ByteBudget budget,
    MqttCounters counters,
    TimeProvider time,
    ILogger logger)
{
    private const string Json = "application/json";

    // A broker that refuses a document for a passing reason is asked again after this.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    // A document that was put off waits until nothing else is on its way; it asks again after this, because to make room for it holds up the rest.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private bool _statusDue;
    private bool _statusOnline;
    private bool _statusOnItsWay;
    private long _statusNotBefore;
    private int _documents;

    /// <summary>Whether the status has been confirmed as it is to be, or was refused for good.</summary>
    public bool IsStatusDone => (!_statusDue || suspects.IsPutOff(PacketSubject.Document(options.StatusTopic))) && !_statusOnItsWay;

    /// <summary>Whether documents wait for an answer.</summary>
    public bool IsIdle => IsStatusDone && _documents == 0;

    /// <summary>A new connection: the birth comes first, then every document.</summary>
    public void Begin()
    {
        _documents = 0;
        board.Rewind();
        Say(online: true);
    }

    /// <summary>Everything that is retained is due again, the birth too.</summary>
    public void SendAgain()
    {
        board.Rewind();
        if (!_statusOnItsWay) Say(online: true);
    }

    /// <summary>Has the status say something.</summary>
    public void Say(bool online) => (_statusDue, _statusOnline, _statusOnItsWay, _statusNotBefore) = (true, online, false, 0);

    /// <summary>Sends the status where it is due.</summary>
    public void PumpStatus()
    {
        if (!_statusDue || window.Room == 0 || time.GetTimestamp() < _statusNotBefore || !suspects.Allows(PacketSubject.Document(options.StatusTopic), window.Count == 0)) return;
        var publication = Retained(options.StatusTopic, status(_statusOnline));
        if (!budget.Covers(window.Size(publication, expires: false), BudgetClaim.Connection)) return;
        var result = Fits(publication) ? window.Send(publication, null, default) : MosquittoSendResult.TooLarge;
        _statusOnItsWay = result == MosquittoSendResult.Sent;
        _statusDue = result is MosquittoSendResult.WindowFull or MosquittoSendResult.NotConnected or MosquittoSendResult.Failed;
        if (!_statusDue && !_statusOnItsWay) MqttLog.DocumentRefused(logger, options.StatusTopic, Why(result));
    }

    /// <summary>Sends documents that are due as far as the window has room.</summary>
    public void PumpDocuments()
    {
        while (window.Room > 0 && board.Next(budget.Tier) is var (document, payload, version))
        {
            var subject = PacketSubject.Document(document.Topic);
            if (!suspects.Allows(subject, window.Count == 0))
            {
                board.Again(document, suspects.WaitOf(subject) + Pause);
                continue;
            }

            var publication = Retained(document.Topic, payload);
            var size = window.Size(publication, expires: false);
            if (!budget.Covers(size + PacketSize.Acknowledgement, BudgetClaim.Event)) return;
            var result = Fits(publication) ? window.Send(publication, null, new Flight(null, document, version, 0)) : MosquittoSendResult.TooLarge;
            switch (result)
            {
                case MosquittoSendResult.Sent:
                    _documents++;
                    break;
                case MosquittoSendResult.WindowFull or MosquittoSendResult.NotConnected or MosquittoSendResult.Failed:
                    return;
                default:
                    counters.WasRefused();
                    MqttLog.DocumentRefused(logger, document.Topic, Why(result));
                    break;
            }

            board.Sent(document, version);
        }
    }

    /// <summary>Hears the broker's answer to the status or a document.</summary>
    public void Answer(Flight flight, byte reason, string? text)
    {
        suspects.Cleared(PacketSubject.Document(flight.Document?.Topic ?? options.StatusTopic));
        var verdict = MqttReason.OfPublish(reason);
        var why = text is { Length: > 0 } ? $"{MqttReason.Name(reason)}, '{text}'" : MqttReason.Name(reason);
        if (flight.Document is { } document)
        {
            _documents--;
            if (verdict == MqttVerdict.Success) return;
            if (verdict == MqttVerdict.Retryable) board.Again(document, Wait);
            MqttLog.DocumentRefused(logger, document.Topic, why);
            return;
        }

        _statusOnItsWay = false;
        if (verdict == MqttVerdict.Success) return;
        // A good-bye is said once; a birth that was refused for now is tried again.
        _statusDue = verdict == MqttVerdict.Retryable && _statusOnline;
        _statusNotBefore = time.GetTimestamp() + (long)(Wait.TotalSeconds * time.TimestampFrequency);
        MqttLog.DocumentRefused(logger, options.StatusTopic, why);
    }

    private static Publication Retained(string topic, ReadOnlyMemory<byte> payload) => new(topic, payload, Json, true, 1, []);

    private bool Fits(Publication publication) => window.Size(publication, expires: false) <= window.Largest;

    private string Why(MosquittoSendResult result) => result switch
    {
        MosquittoSendResult.TooLarge => $"it is larger than the {window.Largest} bytes that {window.Link.Server} takes",
        MosquittoSendResult.Malformed => "its topic is not what MQTT allows",
        _ => "the broker can't do what it needs",
    };
}
