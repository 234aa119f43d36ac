using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Edgectl.Output;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary>Parses the command line, runs the verb, and turns what goes wrong into a sentence and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs the process.</summary>
    public static async Task<int> RunAsync(string[] arguments, TimeProvider time)
    {
        var screen = new Screen();
        var root = new RootCommand("edgectl drives EdgeAgent boxes: status, events, pipelines, models.");
        root.Options.Add(GroupOption.Option);
        root.Subcommands.Add(StatusCommand.Create(screen, time));
        root.Subcommands.Add(TopCommand.Create(screen, time));
        root.Subcommands.Add(EventsCommand.Create(screen, time));
        root.Subcommands.Add(PipelinesCommand.Create(screen, time));
        root.Subcommands.Add(ModelsCommand.Create(screen, time));
        root.Subcommands.Add(InferCommand.Create(screen, time));
        root.Subcommands.Add(TapCommand.Create(screen, time));
        root.Subcommands.Add(ReplayCommand.Create(time));
        root.Subcommands.Add(ConfigurationCommand.LogLevel(screen, time));
        root.Subcommands.Add(SupportCommand.Create(time));
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(ContextCommand.Create(screen));
        root.Subcommands.Add(PkiCommand.Create(time));
        root.Subcommands.Add(RelayCommand.Create(time));
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Screen.Note($"edgectl: {error.Message}");
            Screen.Note($"edgectl: see 'edgectl {CommandPath(parsed.CommandResult)}--help'");
            return ExitCode.Usage;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = !stop.IsCancellationRequested && Cancel(stop);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
        catch (RpcException error) when (stop.IsCancellationRequested && error.StatusCode == StatusCode.Cancelled)
        {
            return ExitCode.Done;
        }
        catch (RpcException error)
        {
            foreach (var sentence in CallFailure.Sentences(error)) Screen.Note($"edgectl: {sentence}");
            return CallFailure.ExitCodeOf(error);
        }
        catch (EdgectlException error)
        {
            Screen.Note($"edgectl: {error.Message}");
            return error.Code;
        }
        catch (Exception error) when (error is ControlException or IOException or UnauthorizedAccessException)
        {
            Screen.Note($"edgectl: {error.Message}");
            return ExitCode.Failed;
        }
    }

    private static bool Cancel(CancellationTokenSource stop)
    {
        stop.Cancel();
        return true;
    }

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult parent ? CommandPath(parent) + command.Command.Name + " " : string.Empty;
}
