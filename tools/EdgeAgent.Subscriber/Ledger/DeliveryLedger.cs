using System.Globalization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>The books of a subscriber: what came, what was declared lost, and therefore what is missing. Pure; knows no clock and no network.
/// Memory grows with holes, stores, pipelines and lanes, not with messages.</summary>
public sealed class DeliveryLedger
{
    private const int Examples = 10;

    private readonly LedgerOptions _options;
    private readonly Dictionary<string, StoreLedger> _stores = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LatencyHistogram> _latency = new(StringComparer.Ordinal);
    private readonly RecentMessages _recent;
    private readonly OrderBook _order = new();
    private readonly List<string> _unreadableExamples = [];
    private readonly List<string> _differentExamples = [];
    private int _appeared;
    private long _events;
    private long _gaps;
    private long _others;
    private long _unreadable;
    private long _identical;
    private long _different;
    private long _unchecked;
    private long _republished;
    private long _flagged;

    /// <summary>Opens empty books.</summary>
    public DeliveryLedger(LedgerOptions? options = null)
    {
        _options = options ?? new LedgerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Remembered, 1);
        _recent = new RecentMessages(_options.Remembered);
    }

    /// <summary>Messages taken, whatever they were.</summary>
    public long Taken { get; private set; }

    /// <summary>Enters a message.</summary>
    /// <param name="topic">Its topic; what is on no <c>events</c> or <c>gaps</c> topic is counted and left.</param>
    /// <param name="payload">Its bytes; not kept.</param>
    /// <param name="lane">The user property <c>lane</c>; null when absent.</param>
    /// <param name="duplicate">MQTT's DUP flag; counted, believed in nothing.</param>
    /// <param name="arrival">When it came, UTC.</param>
    public void Take(string topic, ReadOnlySpan<byte> payload, string? lane, bool duplicate, DateTimeOffset arrival)
    {
        ArgumentNullException.ThrowIfNull(topic);
        Taken++;
        if (duplicate) _flagged++;
        if (DeviceOf(topic) is not { } device)
        {
            _others++;
            return;
        }

        if (!MessageReader.TryRead(payload, out var message, out var fault))
        {
            _unreadable++;
            Note(_unreadableExamples, $"{topic}: {fault}");
            return;
        }

        var store = Store(message.StoreId);
        var payloadPrint = message.Bytes;
        if (!store.Received.Add(message.Sequence))
        {
            Again(store, message, payloadPrint);
            return;
        }

        store.Device ??= device;
        if (store.Appeared == 0) store.Appeared = ++_appeared;
        First(store, message, payloadPrint, lane ?? message.Lane ?? (message.IsGap ? Lanes.Gap : Lanes.Fifo), arrival);
    }

    /// <summary>What the books say now.</summary>
    public DeliveryReport Report()
    {
        StoreReport[] stores = [.. _stores.Values.OrderBy(store => store.Appeared == 0 ? int.MaxValue : store.Appeared).ThenBy(store => store.Id, StringComparer.Ordinal).Select(Report)];
        return new DeliveryReport
        {
            Messages = Taken,
            Events = _events,
            Gaps = _gaps,
            Others = _others,
            Unreadable = _unreadable,
            UnreadableExamples = [.. _unreadableExamples],
            Stores = stores,
            Duplicates = new DuplicateReport(_identical, _different, _unchecked, _republished, _flagged, [.. _differentExamples]),
            OrderViolations = _order.Violations,
            OrderExamples = [.. _order.FirstViolations],
            Latency = [.. _latency.Select(lane => LatencyReport.Of(lane.Key, lane.Value))],
        };
    }

    // PREFIX/DEVICE of PREFIX/DEVICE/events/… and PREFIX/DEVICE/gaps/…; the first such level that has something before it.
    private static string? DeviceOf(string topic)
    {
        var levels = topic.Split('/');
        for (var i = 1; i < levels.Length; i++)
            if (levels[i] is "events" or "gaps") return string.Join('/', levels[..i]);
        return null;
    }

    private static UInt128 Key(LedgerMessage message) =>
        Fingerprint.Of(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(message.IsGap ? "gap" : "event")} {message.Id}/{message.Revision}")));

    private static void Note(List<string> examples, string text)
    {
        if (examples.Count < Examples) examples.Add(text);
    }

    private StoreLedger Store(string id)
    {
        if (_stores.TryGetValue(id, out var store)) return store;
        return _stores[id] = new StoreLedger(id, _stores.Count);
    }

    private void First(StoreLedger store, LedgerMessage message, UInt128 payload, string lane, DateTimeOffset arrival)
    {
        if (message.IsGap) _gaps++;
        else _events++;
        _order.Take(store.Id, message.Pipeline, lane, message.Sequence);
        foreach (var (lost, range) in message.Losses)
        {
            Store(lost).Declared.Add(range);
            if (range.Last == long.MaxValue && lost != store.Id) store.Ends.Add(lost);
        }

        if (message.Happened is { } happened)
        {
            if (!_latency.TryGetValue(lane, out var histogram)) _latency[lane] = histogram = new LatencyHistogram();
            histogram.Add(arrival - happened);
        }

        var key = Key(message);
        if (message.Id.Length > 0 && _recent.Content(key) is { } content)
        {
            // The same revision under another number: a salvaged store numbers anew, and says the same.
            _republished++;
            if (content != message.Content) Differs($"{message.Id}/{message.Revision} came again as {store.Id} {message.Sequence} with other content");
        }

        _recent.Keep(store.Number, message.Sequence, key, payload, message.Content);
    }

    private void Again(StoreLedger store, LedgerMessage message, UInt128 payload)
    {
        if (_recent.Payload(store.Number, message.Sequence) is not { } before) _unchecked++;
        else if (before == payload) _identical++;
        else Differs(string.Create(CultureInfo.InvariantCulture, $"{store.Id} {message.Sequence} came again with other bytes"));
    }

    private void Differs(string text)
    {
        _different++;
        Note(_differentExamples, text);
    }

    private StoreReport Report(StoreLedger store)
    {
        var missing = store.Missing(_options.JoinedLate);
        return new StoreReport
        {
            Id = store.Id,
            Device = store.Device,
            Received = store.Received.Count,
            Last = store.Received.Max,
            Declared = [.. store.Declared.Ranges.Select(RangeReport.Of)],
            DeclaredButReceived = store.DeclaredButReceived(),
            Missing = [.. missing.Select(RangeReport.Of)],
            MissingCount = missing.Sum(range => range.Last - range.First + 1),
            Change = ChangeOf(store),
        };
    }

    private StoreChange ChangeOf(StoreLedger store)
    {
        if (store.Device is null) return StoreChange.Declared;
        // A store that nobody says has ended is the last one; there is one of those, whatever the order in which stores are heard: what was salvaged of an old one comes late.
        // One that nothing came of may lie between.
        var isLast = !_stores.Values.Any(other => other != store && other.Ends.Contains(store.Id));
        var another = isLast && _stores.Values.Any(other => other.Device == store.Device && other.Appeared < store.Appeared && !_stores.Values.Any(third => third.Ends.Contains(other.Id)));
        if (another && !store.Ends.Any(end => _stores[end].Device is null)) return StoreChange.Unannounced;
        return store.Appeared == _stores.Values.Where(other => other.Device == store.Device).Min(other => other.Appeared) ? StoreChange.First : StoreChange.Announced;
    }
}
