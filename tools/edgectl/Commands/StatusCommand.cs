using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl status</c>: the box and its pipelines now.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("status", "The box and its pipelines now.\n\nExample: edgectl status --target https://buoy-7:7443");
        var target = new TargetOptions(command);
        var json = new Option<bool>("--json") { Description = "The answer as JSON." };
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (target.Group(parsed, time) is { } boxes) return await GroupStatus.RunAsync(boxes, stop => target.Call(parsed, time, stop), parsed.GetValue(json), screen, cancellation);
            using var channel = target.Open(parsed, time);
            var status = await new AgentService.AgentServiceClient(channel).GetStatusAsync(new GetStatusRequest(), target.Call(parsed, time, cancellation));
            if (parsed.GetValue(json)) Screen.Line(Json.Of(status));
            else foreach (var line in StatusTable.Lines(status, screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        });
        return command;
    }
}
