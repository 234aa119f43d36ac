using System.CommandLine;
using System.Globalization;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Hosting;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Commands;

/// <summary><c>edge-agent outbox</c>: messages that the broker has not confirmed, and those that it refuses for good.</summary>
internal static class OutboxCommand
{
    private const int Page = 1000;

    /// <summary>Makes the verb.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("outbox", "Looks after messages that the broker has not taken.");
        command.Subcommands.Add(CreateList(terminal));
        command.Subcommands.Add(CreateRequeue(terminal));
        command.Subcommands.Add(CreateExport(terminal));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("ls", "Shows how many messages wait, and every message that the broker refuses for good with its reason.\n\nExample: edge-agent outbox ls");
        var config = new ConfigOptions(command);
        var json = new Option<bool>("--json") { Description = "The refused documents, one a line." };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var folder = config.Read(parsed).Delivery.Store.Directory;
            using var letters = DeadLetters.Open(folder);
            if (parsed.GetValue(json))
            {
                foreach (var letter in All(letters.List)) Write(terminal, letter.Payload);
                return ExitCode.Done;
            }

            using (var history = EventHistory.Open(folder))
            {
                var overview = history.Overview();
                terminal.WriteLine(FormattableString.Invariant($"store {overview.StoreId}: {overview.LastSequence} messages so far, {overview.Pending + overview.PendingAside} to be confirmed, {overview.DeadLetters} refused for good"));
            }

            var table = new TextTable("KEY", "NUMBER", "WHAT", "LABEL", "PIPELINE", "REASON");
            var none = true;
            foreach (var letter in All(letters.List))
            {
                none = false;
                table.Add(letter.Key.ToString(CultureInfo.InvariantCulture), letter.Sequence.ToString(CultureInfo.InvariantCulture), letter.Kind.ToString().ToLowerInvariant(),
                    TerminalText.Clean(letter.Label ?? ""), TerminalText.Clean(letter.Pipeline), TerminalText.Clean(letter.Reason));
            }

            if (none) return ExitCode.Done;
            foreach (var line in table.Lines(terminal.IsScreen ? terminal.Width : int.MaxValue)) terminal.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateRequeue(Terminal terminal)
    {
        var command = new Command("requeue", "Sends refused messages again, byte for byte as they were; a running agent notices within seconds.\n\nExample: edge-agent outbox requeue 17 18");
        var config = new ConfigOptions(command);
        var keys = new Argument<long[]>("keys") { Description = "Keys that 'outbox ls' shows.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All of them." };
        command.Arguments.Add(keys);
        command.Options.Add(all);
        command.SetAction(parsed =>
        {
            var named = parsed.GetValue(keys) ?? [];
            if (named.Length == 0 != parsed.GetValue(all)) throw new UsageException("name the keys to send again (see 'edge-agent outbox ls'), or --all");
            using var letters = DeadLetters.Open(config.Read(parsed).Delivery.Store.Directory);
            var count = letters.Requeue(parsed.GetValue(all) ? null : named);
            terminal.WriteLine($"{count} of {(parsed.GetValue(all) ? count : named.Length)} messages will be sent again");
            return count > 0 || parsed.GetValue(all) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command CreateExport(Terminal terminal)
    {
        var command = new Command("export", "Writes every message that the broker has not confirmed, one document a line: carry them ashore on a stick.\n\nExample: edge-agent outbox export > backlog.ndjson");
        var config = new ConfigOptions(command);
        command.SetAction(parsed =>
        {
            var folder = config.Read(parsed).Delivery.Store.Directory;
            using var history = EventHistory.Open(folder);
            var after = 0L;
            while (history.Read(new EventQuery { State = DeliveryState.Pending, IncludeGaps = true, After = after, Limit = Page }) is { Count: > 0 } page)
            {
                foreach (var row in page) Write(terminal, row.Payload);
                after = page[^1].Sequence;
            }

            using var letters = DeadLetters.Open(folder);
            foreach (var letter in All(letters.ListWithDue)) Write(terminal, letter.Payload);
            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<DeadLetter> All(Func<long, int, IReadOnlyList<DeadLetter>> list)
    {
        var after = 0L;
        while (list(after, Page) is { Count: > 0 } page)
        {
            foreach (var letter in page) yield return letter;
            after = page[^1].Key;
        }
    }

    private static void Write(Terminal terminal, ReadOnlyMemory<byte> document)
    {
        terminal.Write(document.Span);
        terminal.Write("\n"u8);
    }
}
