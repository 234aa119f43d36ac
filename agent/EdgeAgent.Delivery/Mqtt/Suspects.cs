using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>
/// Finds the packet that a broker ends the connection for. It would come again with every connection, for ever, with everything else behind it.
/// <para>What was on its way and not answered at three ends in a row, or at one for which the broker blames what it was sent, is suspect. While there are suspects, packets go one by one. An end counts against
/// a suspect when it was alone on its way, on a connection over which the broker had answered something else. Three such ends decide.</para>
/// <para>It is put off: the rest goes on, and it is tried again, alone, after a wait that doubles as long as others get through. If the broker blamed it at three ends (a DISCONNECT with a reason that means a packet)
/// and others got through in between, a message is a dead letter. A bare end never makes one: a broken link can bring that about as well, at any byte and as often as it likes.
/// So no link, however bad, costs a message, and no packet stops the others for ever.</para>
/// </summary>
internal sealed class Suspects(MqttOptions options, TimeProvider time)
{
    // Once or twice may be a coincidence.
    private const int Enough = 3;

    // Answers after which nothing is watched any more: what is not among so many has left the outbox another way.
    private const int Patience = 2000;

    // Packets that are watched or put off at most, ten times what a window holds. Beyond, it is not about single packets.
    private const int Most = 10_000;

    // The first wait of what is put off, and how often it doubles at most: a minute to an hour.
    private const double FirstWaitSeconds = 60;
    private const int MostDoublings = 6;

    private readonly Dictionary<PacketSubject, Suspicion> _watched = [];
    private readonly Dictionary<PacketSubject, Suspicion> _putOff = [];
    private Dictionary<PacketSubject, int> _unanswered = [];
    private PacketSubject? _trial;
    private bool _wantsAlone;
    private bool _answered;
    private long _messages;
    private int _answers;

    /// <summary>Whether only one packet may be on its way.</summary>
    public bool OneByOne => _watched.Count > 0 || _trial is not null || _wantsAlone;

    /// <summary>Packets that are put off.</summary>
    public int PutOff { get; private set; }

    /// <summary>Messages that are put off.</summary>
    public int MessagesPutOff { get; private set; }

    /// <summary>What is put off and why, one sentence; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>A connection was accepted.</summary>
    public void Began() => (_answered, _trial, _wantsAlone) = (false, null, false);

    /// <summary>Nothing is on its way: who waited for that has its turn, or will ask again.</summary>
    public void Idle() => _wantsAlone = false;

    /// <summary>Whether a packet may be sent now. One that is put off may when its wait is over, nothing is on its way, and then nothing else is sent until it is answered.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="alone">Whether nothing is on its way.</param>
    public bool Allows(PacketSubject subject, bool alone)
    {
        if (PutOff == 0 || !_putOff.TryGetValue(subject, out var suspicion)) return true;
        if (time.GetTimestamp() < suspicion.NotBefore) return false;
        _wantsAlone |= !alone;
        return alone;
    }

    /// <summary>A packet is on its way.</summary>
    public void Sent(PacketSubject subject)
    {
        if (IsPutOff(subject)) _trial = subject;
    }

    /// <summary>Whether a packet is put off.</summary>
    public bool IsPutOff(PacketSubject subject) => PutOff > 0 && _putOff.ContainsKey(subject);

    /// <summary>How long a packet is still put off; zero when it may be tried.</summary>
    public TimeSpan WaitOf(PacketSubject subject) =>
        _putOff.TryGetValue(subject, out var suspicion) && time.GetElapsedTime(time.GetTimestamp(), suspicion.NotBefore) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    /// <summary>Why a message is not sent any more, without the server; null when it is.</summary>
    public string? Verdict(PacketSubject subject)
    {
        if (_watched.Count + PutOff == 0) return null;
        var suspicion = _watched.GetValueOrDefault(subject) ?? _putOff.GetValueOrDefault(subject);
        return suspicion is { Blames: >= Enough, OthersPass: true } ? $"ends the connection when it gets it: {MqttReason.Name(suspicion.Reason)} (0x{suspicion.Reason:X2})" : null;
    }

    /// <summary>The broker has answered a packet, whatever it said.</summary>
    public void Heard()
    {
        _answered = true;
        if (_watched.Count > 0 && ++_answers >= Patience) _watched.Clear();
    }

    /// <summary>The broker has answered all packets of a message, whatever it said.</summary>
    public void Passed(PacketSubject message)
    {
        _messages++;
        Cleared(message);
    }

    /// <summary>A document or subscription was answered in full, or something left the outbox another way: nothing speaks against it any more.</summary>
    public void Cleared(PacketSubject subject)
    {
        if (_watched.Count > 0) _watched.Remove(subject);
        if (_unanswered.Count > 0) _unanswered.Remove(subject);
        if (_trial == subject) _trial = null;
        if (PutOff == 0 || !_putOff.Remove(subject)) return;
        PutOff--;
        if (subject.IsMessage) MessagesPutOff--;
        if (PutOff == 0) Problem = null;
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="unanswered">What was on its way.</param>
    /// <param name="kind">What the end says about it.</param>
    /// <param name="reason">The server's reason, where it is <see cref="EndKind.Blaming"/>.</param>
    /// <param name="how">How it ended, one sentence.</param>
    /// <returns>What is put off from now on; null when nothing more is.</returns>
    public PacketSubject? Ended(IReadOnlyCollection<PacketSubject> unanswered, EndKind kind, byte reason, string how)
    {
        var trial = _trial;
        (_trial, _wantsAlone, _answers) = (null, false, 0);
        if (kind == EndKind.Innocent) return null;
        Count(unanswered, kind);
        // The status is the first packet of each connection, so nothing can have been answered before it.
        if (unanswered.Count != 1 || unanswered.First() is var subject && !_answered && !IsFirst(subject)) return null;
        if (!_putOff.TryGetValue(subject, out var suspicion) && !_watched.TryGetValue(subject, out suspicion)) return null;
        if (trial is not null && trial != subject) return null;
        suspicion.Strike(kind, reason, _messages);
        return suspicion.Ends >= Enough && Delay(subject, suspicion, how) ? subject : null;
    }

    private bool IsFirst(PacketSubject subject) => subject == PacketSubject.Document(options.StatusTopic);

    // Which packets were unanswered at how many ends in a row, and who is watched for it.
    private void Count(IReadOnlyCollection<PacketSubject> unanswered, EndKind kind)
    {
        var counts = new Dictionary<PacketSubject, int>(unanswered.Count);
        foreach (var subject in unanswered)
        {
            var ends = counts[subject] = _unanswered.GetValueOrDefault(subject) + 1;
            if ((kind == EndKind.Blaming || ends >= Enough) && _watched.Count < Most && !_putOff.ContainsKey(subject)) _watched.TryAdd(subject, new Suspicion());
        }

        _unanswered = counts;
    }

    // Puts a packet off, or off again; true when it was not before.
    private bool Delay(PacketSubject subject, Suspicion suspicion, string how)
    {
        _watched.Remove(subject);
        var first = FirstWaitSeconds < options.BackoffMaxSeconds ? FirstWaitSeconds : options.BackoffMaxSeconds;
        suspicion.NotBefore = time.GetTimestamp() + (long)(first * Math.Pow(2, Math.Clamp(suspicion.Doublings - Enough, 0, MostDoublings)) * time.TimestampFrequency);
        if (_putOff.ContainsKey(subject) || PutOff >= Most) return false;
        _putOff[subject] = suspicion;
        PutOff++;
        if (subject.IsMessage) MessagesPutOff++;
        Problem = $"The connection ends each time when {subject} is sent, so it is put off and tried again later ({how.TrimEnd('.')}).";
        return true;
    }
}
