using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl events</c>: what the box has heard, and what it hears.</summary>
internal static class EventsCommand
{
    private const int PageSize = 500;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("events", "What the box has heard; with --follow also what it hears from now on.\n\nExample: edgectl events --follow --label humpback\nExample: edgectl events --from 6h --json");
        var options = new EventOptions(command);
        var target = new TargetOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var client = new AgentService.AgentServiceClient(channel);
            if (options.Follows(parsed)) await new EventTail(client, options.Watch(parsed), Printer(screen, options.IsJson(parsed)), time).RunAsync(cancellation);
            else await ListAsync(client, options.Query(parsed, time), options.Limit(parsed), screen, options.IsJson(parsed), call => target.Call(parsed, time, call), cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Action<StoredMessage> Printer(Screen screen, bool json) => json
        ? message => Screen.Line(message.Document)
        : message => Screen.Line(EventText.Line(message, screen.Width));

    private static async Task ListAsync(AgentService.AgentServiceClient client, QueryEventsRequest query, int limit, Screen screen, bool json, Func<CancellationToken, CallOptions> options, CancellationToken cancellation)
    {
        var count = 0;
        while (count < limit)
        {
            query.PageSize = Math.Min(PageSize, limit - count);
            var page = await client.QueryEventsAsync(query, options(cancellation));
            if (json) foreach (var message in page.Messages) Screen.Line(message.Document);
            // A table a page, so that a year of events is never held at once.
            else if (page.Messages.Count > 0) foreach (var line in EventText.Table(page.Messages, screen.Width).Skip(count == 0 ? 0 : 1)) Screen.Line(line);
            count += page.Messages.Count;
            if (!page.HasNextAfterSequence) break;
            query.AfterSequence = page.NextAfterSequence;
        }

        if (count == 0 && !json) Screen.Line("no such events");
    }
}
