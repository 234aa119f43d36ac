using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Hosting;

namespace EdgeAgent.Commands;

/// <summary>Parses the command line, runs the verb, and turns what goes wrong into a sentence and an exit code.</summary>
internal static class CommandRunner
{
    private static readonly (string Name, Func<Terminal, Command> Create)[] Verbs =
    [
        ("run", RunCommand.Create),
        ("replay", ReplayCommand.Create),
        ("validate", ValidateCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("setup", SetupCommand.Create),
        ("events", EventsCommand.Create),
        ("outbox", OutboxCommand.Create),
        ("models", ModelsCommand.Create),
        ("audit", AuditCommand.Create),
        ("bench", BenchCommand.Create),
    ];

    /// <summary>Runs the process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var terminal = new Terminal();
        var root = new RootCommand("EdgeAgent hears whales (and more) on unattended boxes: recordings and live hydrophones in, events out.");
        // The daemon's start is not kept waiting for verbs that nobody asked for.
        foreach (var (name, create) in Verbs)
            if (!IsVerb(arguments) || arguments[0] == name) root.Subcommands.Add(create(terminal));
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"edge-agent: {error.Message}");
            Console.Error.WriteLine($"edge-agent: see 'edge-agent {CommandPath(parsed.CommandResult)}--help'");
            return ExitCode.Usage;
        }

        // Signals and exceptions are handled here, in one place, not by the parser.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            terminal.EndProgress();
            return ExitCode.Stopped;
        }
        catch (Exception error) when (Failure.Describe(error) is { } failure)
        {
            terminal.EndProgress();
            foreach (var sentence in failure.Sentences) Console.Error.WriteLine($"edge-agent: {sentence}");
            return failure.ExitCode;
        }
    }

    private static bool IsVerb(string[] arguments) => arguments.Length > 0 && Array.Exists(Verbs, verb => verb.Name == arguments[0]);

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? CommandPath(parent) + command.Command.Name + " " : string.Empty;
}
