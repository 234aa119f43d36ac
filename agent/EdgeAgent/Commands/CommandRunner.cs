using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Hosting;

namespace EdgeAgent.Commands;

/// <summary>Parses the command line, runs the verb, and turns what goes wrong into a sentence and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs the process.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var terminal = new Terminal();
        var root = new RootCommand("EdgeAgent hears whales (and more) on unattended boxes: recordings and live hydrophones in, events out.");
        root.Subcommands.Add(RunCommand.Create(terminal));
        root.Subcommands.Add(ReplayCommand.Create(terminal));
        root.Subcommands.Add(ValidateCommand.Create(terminal));
        root.Subcommands.Add(DoctorCommand.Create(terminal));
        root.Subcommands.Add(SetupCommand.Create(terminal));
        root.Subcommands.Add(EventsCommand.Create(terminal));
        root.Subcommands.Add(OutboxCommand.Create(terminal));
        root.Subcommands.Add(ModelsCommand.Create(terminal));
        root.Subcommands.Add(AuditCommand.Create(terminal));
        root.Subcommands.Add(BenchCommand.Create(terminal));
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

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? CommandPath(parent) + command.Command.Name + " " : string.Empty;
}
