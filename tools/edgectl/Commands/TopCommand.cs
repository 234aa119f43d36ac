using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl top</c>: a live view of the pipelines.</summary>
internal static class TopCommand
{
    private const string Home = "\e[H";
    private const string ClearLine = "\e[K";
    private const string ClearBelow = "\e[J";

    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("top", "A live view of the box and its pipelines; Ctrl-C ends it. Piped, one status as JSON a line.\n\nExample: edgectl top --interval 2");
        var interval = new Option<double>("--interval") { Description = "Seconds between two looks.", DefaultValueFactory = _ => 1 };
        var count = new Option<int?>("--count") { Description = "Looks, after which it ends." };
        command.Options.Add(interval);
        command.Options.Add(count);
        var target = new TargetOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(interval) is not (>= 0.1 and <= 3600)) throw new EdgectlException("--interval must be 0.1 to 3600", ExitCode.Usage);
            using var channel = target.Open(parsed, time);
            var client = new AgentService.AgentServiceClient(channel);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(parsed.GetValue(interval)), time);
            var left = parsed.GetValue(count) ?? int.MaxValue;
            var seen = false;
            do
            {
                try
                {
                    var status = await client.GetStatusAsync(new GetStatusRequest(), target.Call(parsed, time, cancellation));
                    Show(status, screen, first: !seen);
                    seen = true;
                }
                catch (RpcException error) when (seen && error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && !cancellation.IsCancellationRequested)
                {
                    // A link that comes and goes is what this is looked at through.
                    Screen.Note($"edgectl: {CallFailure.Sentence(error)}");
                }
            }
            while (--left > 0 && await timer.WaitForNextTickAsync(cancellation));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(GetStatusResponse status, Screen screen, bool first)
    {
        if (!screen.IsTerminal)
        {
            Screen.Line(Json.Of(status));
            return;
        }

        Console.Out.Write(first ? "\e[2J" + Home : Home);
        foreach (var line in StatusTable.Lines(status, screen.Width).Concat(LevelLines(status, screen.Width))) Screen.Line(line + ClearLine);
        Console.Out.Write(ClearBelow);
    }

    private static IEnumerable<string> LevelLines(GetStatusResponse status, int width)
    {
        foreach (var pipeline in status.Pipelines)
            if (pipeline.Levels is { } levels) yield return LevelBar.Line(pipeline.Name, levels, width);
    }
}
