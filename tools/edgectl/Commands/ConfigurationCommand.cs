using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl pipelines reload</c>, <c>thresholds</c> and <c>edgectl log-level</c>: what changes how the agent works.</summary>
internal static class ConfigurationCommand
{
    /// <summary>Makes <c>reload</c>.</summary>
    public static Command Reload(Screen screen, TimeProvider time)
    {
        var verb = new Command("reload", "Reads the box's configuration again and restarts the pipelines whose keys have changed. A bad one changes nothing.\n\nExample: edgectl pipelines reload --dry-run");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only shows the differences." };
        var json = new Option<bool>("--json") { Description = "The differences as JSON." };
        verb.Options.Add(dryRun);
        verb.Options.Add(json);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var answer = await new AgentService.AgentServiceClient(channel).ReloadConfigurationAsync(new ReloadConfigurationRequest { DryRun = parsed.GetValue(dryRun) }, target.Call(parsed, time, cancellation));
            if (parsed.GetValue(json)) Screen.Line(Json.Of(answer));
            else if (answer.Changes.Count == 0) Screen.Line("nothing has changed");
            else
            {
                var table = new TextTable("KEY", "IN EFFECT", "IN THE FILES", "TAKES EFFECT");
                foreach (var change in answer.Changes)
                    table.Add(change.Key, change.Before, change.After, change.Effect == ConfigurationEffect.PipelineRestart ? parsed.GetValue(dryRun) ? "by restarting the pipeline" : "now" : "when the agent is started anew");
                foreach (var line in table.Lines(screen.Width)) Screen.Line(line);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Makes <c>thresholds</c>.</summary>
    public static Command Thresholds(Screen screen, TimeProvider time)
    {
        var verb = new Command("thresholds", "Lays thresholds over a pipeline's configured ones, until they are reset or its configuration reloaded; they outlast a restart of the agent.\n\nExample: edgectl pipelines thresholds reef-north --high 0.8 --low 0.5");
        var pipeline = new Argument<string>("pipeline") { Description = "Name of the pipeline." };
        var high = new Option<double?>("--high") { Description = "Smoothed score 0 to 1 at which an event opens." };
        var low = new Option<double?>("--low") { Description = "Smoothed score 0 to 1 down to which an event goes on." };
        verb.Arguments.Add(pipeline);
        verb.Options.Add(high);
        verb.Options.Add(low);
        var reset = new Option<bool>("--reset") { Description = "Forgets those laid over it before; alone, the configured ones count again." };
        verb.Options.Add(reset);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var request = new SetThresholdsRequest { Pipeline = parsed.GetValue(pipeline)!, Reset = parsed.GetValue(reset) };
            if (parsed.GetValue(high) is { } upper) request.High = upper;
            if (parsed.GetValue(low) is { } lower) request.Low = lower;
            if (!request.HasHigh && !request.HasLow && !request.Reset) throw new EdgectlException("give --high, --low or --reset", ExitCode.Usage);
            using var channel = target.Open(parsed, time);
            var answer = await new AgentService.AgentServiceClient(channel).SetThresholdsAsync(request, target.Call(parsed, time, cancellation));
            foreach (var line in StatusTable.Pipelines([answer.Pipeline], screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        });
        return verb;
    }

    /// <summary>Makes <c>log-level</c>.</summary>
    public static Command LogLevel(Screen screen, TimeProvider time)
    {
        var verb = new Command("log-level", "Makes the agent say more or less.\n\nExample: edgectl log-level debug --area MqttPublisher --minutes 10");
        var level = new Argument<string>("level") { Description = "trace, debug, information, warning, error or none." };
        var area = new Option<string>("--area") { Description = "The area, as it stands before the colon of log lines; all without it.", DefaultValueFactory = _ => "" };
        var minutes = new Option<double>("--minutes") { Description = "After which it is as before; 0 for as long as the agent runs.", DefaultValueFactory = _ => 0 };
        verb.Arguments.Add(level);
        verb.Options.Add(area);
        verb.Options.Add(minutes);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var channel = target.Open(parsed, time);
            var request = new SetLogLevelRequest { Area = parsed.GetValue(area)!, Level = parsed.GetValue(level)!, Seconds = parsed.GetValue(minutes) * 60 };
            var answer = await new AgentService.AgentServiceClient(channel).SetLogLevelAsync(request, target.Call(parsed, time, cancellation));
            var table = new TextTable("AREA", "LEVEL", "UNTIL");
            foreach (var entry in answer.Levels) table.Add(entry.Area.Length == 0 ? "all" : entry.Area, entry.Level, entry.Until?.ToDateTime().ToString("u", System.Globalization.CultureInfo.InvariantCulture) ?? "the agent ends");
            foreach (var line in table.Lines(screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        });
        return verb;
    }
}
