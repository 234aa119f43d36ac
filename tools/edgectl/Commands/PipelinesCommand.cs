using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl pipelines</c>: pauses, resumes and restarts pipelines.</summary>
internal static class PipelinesCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("pipelines", "Pauses, resumes and restarts pipelines, and changes how they work.\n\nExample: edgectl pipelines pause reef-north");
        command.Subcommands.Add(Verb(screen, time, "pause", "Stops listening; what is not heard is declared as a gap. Lasts until resume, also over a restart of the agent.", async (client, name, options) => (await client.PausePipelineAsync(new PausePipelineRequest { Pipeline = name }, options)).Pipeline));
        command.Subcommands.Add(Verb(screen, time, "resume", "Listens again after a pause.", async (client, name, options) => (await client.ResumePipelineAsync(new ResumePipelineRequest { Pipeline = name }, options)).Pipeline));
        command.Subcommands.Add(Verb(screen, time, "restart", "Opens source and models afresh, also of a pipeline that has ended or failed.", async (client, name, options) => (await client.RestartPipelineAsync(new RestartPipelineRequest { Pipeline = name }, options)).Pipeline));
        command.Subcommands.Add(ConfigurationCommand.Thresholds(screen, time));
        command.Subcommands.Add(ConfigurationCommand.Reload(screen, time));
        return command;
    }

    private static Command Verb(Screen screen, TimeProvider time, string name, string description, Func<AgentService.AgentServiceClient, string, CallOptions, Task<PipelineStatus>> call)
    {
        var verb = new Command(name, $"{description}\n\nExample: edgectl pipelines {name} reef-north");
        var pipeline = new Argument<string>("pipeline") { Description = "Name of the pipeline." };
        var json = new Option<bool>("--json") { Description = "The pipeline then, as JSON." };
        verb.Arguments.Add(pipeline);
        verb.Options.Add(json);
        var target = new TargetOptions(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            if (target.Group(parsed, time) is { } boxes)
            {
                return BoxGroup.Print(await BoxGroup.EachAsync(boxes, async (box, way, stop) =>
                {
                    var state = (await call(new AgentService.AgentServiceClient(way), parsed.GetValue(pipeline)!, target.Call(parsed, time, stop))).State;
                    return new BoxOutcome(box.Name, "done", $"{parsed.GetValue(pipeline)} {StatusTable.Word(state)}") { IsGood = true };
                }, cancellation), parsed.GetValue(json), screen);
            }

            using var channel = target.Open(parsed, time);
            var then = await call(new AgentService.AgentServiceClient(channel), parsed.GetValue(pipeline)!, target.Call(parsed, time, cancellation));
            if (parsed.GetValue(json)) Screen.Line(Json.Of(then));
            else foreach (var line in StatusTable.Pipelines([then], screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        });
        return verb;
    }
}
