using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.V1;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>The options of <c>edgectl events</c>.</summary>
internal sealed class EventOptions
{
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Stays and shows what comes; a lost connection is made again and nothing is missed." };
    private readonly Option<long?> _fromSequence = new("--from-sequence") { Description = "Begins with this message; with --follow the present end is the default, 1 is the beginning." };
    private readonly Option<string?> _store = new("--store") { Description = "The store that --from-sequence counts in, as storeId in an event: of another one everything is shown." };
    private readonly Option<string?> _from = new("--from") { Description = "Ended at or after: 6h, 30m, 2d (ago), or 2026-03-15T09:30:00Z." };
    private readonly Option<string?> _to = new("--to") { Description = "Ended before: as --from." };
    private readonly Option<string[]> _label = new("--label") { Description = "Only this label. May be given again." };
    private readonly Option<string[]> _pipeline = new("--pipeline") { Description = "Only this pipeline. May be given again." };
    private readonly Option<double> _peak = new("--min-peak") { Description = "Peak score of at least, 0 to 1." };
    private readonly Option<bool> _revisions = new("--revisions") { Description = "Every revision instead of the last one of each event; with --follow every one is shown anyway." };
    private readonly Option<bool> _gaps = new("--no-gaps") { Description = "Leaves out gap records." };
    private readonly Option<int?> _limit = new("--limit") { Description = "At most so many." };
    private readonly Option<bool> _json = new("--json") { Description = "The documents as they are stored and published, one a line." };

    /// <summary>Adds the options to the verb.</summary>
    public EventOptions(Command command)
    {
        foreach (Option option in new Option[] { _follow, _fromSequence, _store, _from, _to, _label, _pipeline, _peak, _revisions, _gaps, _limit, _json }) command.Options.Add(option);
    }

    /// <summary>Whether it stays.</summary>
    public bool Follows(ParseResult parsed)
    {
        var follows = parsed.GetValue(_follow);
        if (follows && (parsed.GetValue(_from) ?? parsed.GetValue(_to)) is not null) throw new EdgectlException("--follow goes by numbers; give --from-sequence instead of --from and --to", ExitCode.Usage);
        return follows;
    }

    /// <summary>Whether documents are wanted.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>How many are wanted.</summary>
    public int Limit(ParseResult parsed) => parsed.GetValue(_limit) switch
    {
        null => int.MaxValue,
        < 1 => throw new EdgectlException("--limit must be at least 1", ExitCode.Usage),
        var limit => limit.Value,
    };

    /// <summary>What to watch.</summary>
    public WatchEventsRequest Watch(ParseResult parsed)
    {
        var request = new WatchEventsRequest { Filter = Filter(parsed), StoreId = parsed.GetValue(_store) ?? "" };
        if (parsed.GetValue(_fromSequence) is { } from) request.AfterSequence = First(from) - 1;
        return request;
    }

    /// <summary>What to ask for.</summary>
    public QueryEventsRequest Query(ParseResult parsed, TimeProvider time)
    {
        var query = new QueryEventsRequest { Filter = Filter(parsed), LatestRevisionOnly = !parsed.GetValue(_revisions) };
        if (parsed.GetValue(_fromSequence) is { } first) query.AfterSequence = First(first) - 1;
        if (Time("--from", parsed.GetValue(_from), time) is { } from) query.From = Timestamp.FromDateTimeOffset(from);
        if (Time("--to", parsed.GetValue(_to), time) is { } to) query.To = Timestamp.FromDateTimeOffset(to);
        return query;
    }

    private static long First(long sequence) => sequence >= 1 ? sequence : throw new EdgectlException("--from-sequence must be at least 1", ExitCode.Usage);

    private static DateTimeOffset? Time(string option, string? text, TimeProvider time)
    {
        if (text is null) return null;
        double? unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => null } : null;
        if (unit is { } seconds && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ago) && ago * seconds < 1e10)
            return time.GetUtcNow() - TimeSpan.FromSeconds(ago * seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new EdgectlException($"{option} '{text}' is no time; give 6h, 30m, 2d or 2026-03-15T09:30:00Z", ExitCode.Usage);
    }

    private EventFilter Filter(ParseResult parsed)
    {
        var filter = new EventFilter { MinPeak = parsed.GetValue(_peak) };
        filter.Labels.AddRange(parsed.GetValue(_label) ?? []);
        filter.Pipelines.AddRange(parsed.GetValue(_pipeline) ?? []);
        if (parsed.GetValue(_gaps)) filter.Kinds.AddRange([MessageKind.Open, MessageKind.Update, MessageKind.Close]);
        return filter;
    }
}
