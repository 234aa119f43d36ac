using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Hosting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent events</c>: what the box has heard and what became of it, from the store on this machine.</summary>
internal static class EventsCommand
{
    private const int Page = 1000;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("events", "Lists the events that are stored on this box, beside a running agent or without one.\n\nExample: edge-agent events --from 6h --label humpback");
        var config = new ConfigOptions(command);
        var from = Add<string?>("--from", "Events that ended at or after: 2026-03-15T09:30:00Z, or 6h for six hours ago.");
        var to = Add<string?>("--to", "Events that ended before.");
        var label = Add<string?>("--label", "Only this label.");
        var pipeline = Add<string?>("--pipeline", "Only this pipeline.");
        var peak = Add<double?>("--min-score", "Only events whose peak score reached this, 0 to 1.");
        var revisions = Add<bool>("--revisions", "Every revision instead of the last one of each event.");
        var gaps = Add<bool>("--gaps", "Gap records too.");
        var pending = Add<bool>("--pending", "Only what the broker has not confirmed.");
        var limit = Add<int?>("--limit", "At most so many, the first ones of the range.");
        var json = Add<bool>("--json", "The stored documents, one a line.");
        command.SetAction(parsed =>
        {
            var query = new EventQuery
            {
                From = TimeArgument.Parse("--from", parsed.GetValue(from), TimeProvider.System),
                To = TimeArgument.Parse("--to", parsed.GetValue(to), TimeProvider.System),
                Label = parsed.GetValue(label),
                Pipeline = parsed.GetValue(pipeline),
                MinimumPeak = parsed.GetValue(peak),
                LatestRevisionOnly = !parsed.GetValue(revisions),
                IncludeGaps = parsed.GetValue(gaps),
                State = parsed.GetValue(pending) ? DeliveryState.Pending : null,
            };
            var most = parsed.GetValue(limit) ?? int.MaxValue;
            if (most < 1) throw new UsageException("--limit must be at least 1");
            using var history = EventHistory.Open(config.Read(parsed).Delivery.Store.Directory);
            if (parsed.GetValue(json)) WriteDocuments(terminal, history, query, most);
            else WriteTable(terminal, history, query, most);
            return ExitCode.Done;
        });
        return command;

        Option<T> Add<T>(string name, string description)
        {
            var option = new Option<T>(name) { Description = description };
            command.Options.Add(option);
            return option;
        }
    }

    private static void WriteDocuments(Terminal terminal, EventHistory history, EventQuery query, int most)
    {
        foreach (var row in Rows(history, query, most))
        {
            terminal.Write(row.Payload.Span);
            terminal.Write("\n"u8);
        }
    }

    private static void WriteTable(Terminal terminal, EventHistory history, EventQuery query, int most)
    {
        var width = terminal.IsScreen ? terminal.Width : int.MaxValue;
        var count = 0;
        // A table a page, so that a year of events is never held at once.
        foreach (var page in Rows(history, query, most).Chunk(Page))
        {
            var table = new TextTable("NUMBER", "ENDED (UTC)", "WHAT", "LABEL", "SECONDS", "PEAK", "DELIVERY", "PIPELINE");
            foreach (var row in page) table.Add(Cells(row));
            foreach (var line in table.Lines(width).Skip(count == 0 ? 0 : 1)) terminal.WriteLine(line);
            count += page.Length;
        }

        var overview = history.Overview();
        if (count == 0) terminal.WriteLine("no such events");
        terminal.Note(FormattableString.Invariant($"{count} shown; store {overview.StoreId}: {overview.LastSequence} messages so far, {overview.Pending + overview.PendingAside} to be confirmed, {overview.DeadLetters} refused for good"));
    }

    private static string[] Cells(HistoryRow row)
    {
        var seconds = row.Kind == MessageKind.Gap ? null : JsonSerializer.Deserialize(row.Payload.Span, EventJson.Default.DetectionEvent)?.DurationSeconds;
        var gap = row.Kind == MessageKind.Gap ? JsonSerializer.Deserialize(row.Payload.Span, EventJson.Default.GapRecord)?.Cause : null;
        return
        [
            row.Sequence.ToString(CultureInfo.InvariantCulture),
            row.Time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "-",
            row.Kind switch { MessageKind.Open => "open", MessageKind.Update => "update", MessageKind.Close => "close", _ => "gap" },
            TerminalText.Clean(gap ?? row.Label ?? ""),
            seconds?.ToString("F1", CultureInfo.InvariantCulture) ?? "",
            row.Kind == MessageKind.Gap ? "" : row.Peak.ToString("F2", CultureInfo.InvariantCulture),
            row.State switch { DeliveryState.Pending => "to be confirmed", DeliveryState.Acknowledged => "confirmed", DeliveryState.Refused => "refused", _ => "dropped" },
            TerminalText.Clean(row.Pipeline),
        ];
    }

    private static IEnumerable<HistoryRow> Rows(EventHistory history, EventQuery query, int most)
    {
        var left = most;
        var after = 0L;
        while (left > 0)
        {
            var page = history.Read(query with { After = after, Limit = Math.Min(left, Page) });
            foreach (var row in page) yield return row;
            if (page.Count < Math.Min(left, Page)) yield break;
            left -= page.Count;
            after = page[^1].Sequence;
        }
    }
}
