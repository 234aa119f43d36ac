using System.Globalization;
using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Budget;

/// <summary>
/// Messages that will not be sent, of all labels and pipelines together, until one record declares them. Together, because labels alternate:
/// label by label every message would be a range of its own, and the record larger than what it saves.
/// </summary>
internal sealed class Fold
{
    // A record as a packet with its confirmation, and one more range of it, in bytes.
    private const double RecordBytes = 900;
    private const double RangeBytes = 80;

    // What the sentence with the counts may grow to, in characters.
    private const int LongestDetail = 600;

    private readonly Dictionary<(string Pipeline, string? Label), Tally> _labels = [];
    private List<OutboxMessage> _messages = [];
    private long _events;
    private long _updates;
    private long _expired;
    private double _peak;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    /// <summary>Messages that wait for their record.</summary>
    public int Count => _messages.Count;

    /// <summary>Adds a message; its payload is not kept.</summary>
    /// <param name="message">The message.</param>
    /// <param name="expired">Whether it was too old; else the budget does not carry it.</param>
    public void Add(OutboxMessage message, bool expired)
    {
        var key = (message.Pipeline, message.Label);
        if (!_labels.TryGetValue(key, out var label)) _labels[key] = label = new Tally(message.Pipeline, message.Label);
        label.Messages++;
        // Ten thousand of them share a few names.
        _messages.Add(message with { Payload = default, Id = "", Pipeline = label.Pipeline, Label = label.Label });
        if (message.Kind == MessageKind.Update) _updates++;
        else _events++;
        if (expired) _expired++;
        _peak = Math.Max(_peak, message.Peak);
        if (message.Time is not { } time) return;
        if (_from is null || time < _from) _from = time;
        if (_to is null || time > _to) _to = time;
    }

    /// <summary>Gives the messages up in one record and starts anew.</summary>
    /// <returns>Bytes that the record takes on the link, about; the store splits it where it has too many ranges.</returns>
    public double Declare(IOutbox outbox)
    {
        var pipeline = Single(label => label.Pipeline) ?? "";
        var lost = new GapLoss { Events = _events, Updates = _updates, Peak = _peak };
        var cause = _expired == Count ? Folder.Expired : Folder.Storm;
        var detail = Detail();
        var ranges = Ranges();
        outbox.Declare(_messages, new GapRecord(pipeline, null, cause, _from, _to, lost, detail) { Label = pipeline.Length == 0 ? null : Single(label => label.Label) });
        Clear();
        return RecordBytes * Math.Ceiling(ranges / (double)GapParts.MostRanges) + RangeBytes * ranges + detail.Length;
    }

    private void Clear()
    {
        _messages = [];
        _labels.Clear();
        _events = _updates = _expired = 0;
        _peak = 0;
        _from = _to = null;
    }

    private string? Single(Func<Tally, string?> name)
    {
        var names = _labels.Values.Select(name).Distinct().Take(2).ToArray();
        return names.Length == 1 ? names[0] : null;
    }

    private int Ranges()
    {
        var ranges = 0;
        OutboxMessage? before = null;
        foreach (var message in _messages.OrderBy(message => message.StoreId, StringComparer.Ordinal).ThenBy(message => message.Sequence))
        {
            if (before is null || before.StoreId != message.StoreId || before.Sequence + 1 != message.Sequence) ranges++;
            before = message;
        }

        return ranges;
    }

    // Why, and how many of which label: most first.
    private string Detail()
    {
        const string old = "older than messages of their class are worth when their turn to be sent came";
        const string much = "more than the link's budget carries";
        var text = new StringBuilder(_expired == 0 ? much : _expired == Count ? old : string.Create(CultureInfo.InvariantCulture, $"{much}, and {_expired} of them {old}"));
        if (_labels.Count == 1) return text.ToString();
        var several = Single(label => label.Pipeline) is null;
        var left = _labels.Count;
        foreach (var label in _labels.Values.OrderByDescending(label => label.Messages).ThenBy(label => label.Pipeline, StringComparer.Ordinal).ThenBy(label => label.Label, StringComparer.Ordinal))
        {
            var part = string.Create(CultureInfo.InvariantCulture, $"{(several ? $"{label.Pipeline}/" : "")}{label.Label} {label.Messages}");
            if (text.Length + part.Length > LongestDetail) break;
            text.Append(left == _labels.Count ? ": " : ", ").Append(part);
            left--;
        }

        if (left > 0) text.Append(CultureInfo.InvariantCulture, $"; {left} more labels");
        return text.ToString();
    }

    private sealed class Tally(string pipeline, string? label)
    {
        public string Pipeline { get; } = pipeline;

        public string? Label { get; } = label;

        public long Messages { get; set; }
    }
}
