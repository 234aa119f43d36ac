using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl models</c>: sends models to a box, tries them, lets pipelines use them, goes back.</summary>
internal static class ModelsCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var command = new Command("models", "Sends models to a box, tries them, activates them, rolls them back.\n\nExample: edgectl models push humpback-2.tar.gz");
        command.Subcommands.Add(Push(time));
        command.Subcommands.Add(List(screen, time));
        command.Subcommands.Add(Inspect(time));
        command.Subcommands.Add(Stage(screen, time));
        command.Subcommands.Add(ActivateCommand.Create(screen, time));
        command.Subcommands.Add(Rollback(screen, time));
        command.Subcommands.Add(Remove(time));
        command.Subcommands.Add(Watch(time));
        return command;
    }

    private static Command Push(TimeProvider time)
    {
        var verb = new ModelVerb("push", "Sends an archive that edge-agent models pack made. Cut links go on where they were cut, also when called again.", "edgectl models push humpback-2.tar.gz");
        var file = verb.Argument("file", "The archive.");
        return verb.Run(time, async (parsed, client, _, json, cancellation) =>
        {
            var answer = await new ModelPush(client, time).RunAsync(parsed.GetRequiredValue(file), cancellation);
            if (json) Screen.Line(Json.Of(answer));
            else Screen.Line(TextTable.Clean($"{Name(answer.Model)} {ModelTable.Word(answer.State)}{(answer.Reason.Length > 0 ? $": {answer.Reason}" : "")}"));
            return answer.State == ModelState.Rejected ? ExitCode.Failed : ExitCode.Done;
        });
    }

    private static Command List(Screen screen, TimeProvider time)
    {
        var verb = new ModelVerb("list", "Every version that the box holds, receives or has lately refused.", "edgectl models list");
        return verb.Run(time, async (_, client, options, json, _) =>
        {
            var answer = await client.ListAsync(new ListModelsRequest(), options);
            if (json) Screen.Line(Json.Of(answer));
            else foreach (var line in ModelTable.Lines(answer.Models, screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        }, ModelVerb.Each(screen, async (_, client, options, _) =>
            (true, string.Join("; ", (await client.ListAsync(new ListModelsRequest(), options)).Models.Select(ModelTable.Line)))));
    }

    private static Command Inspect(TimeProvider time)
    {
        var verb = new ModelVerb("inspect", "One version in full: what the gates found, and its history.", "edgectl models inspect humpback:2");
        var model = verb.Argument("model", "NAME, NAME:VERSION or NAME:LABEL.");
        return verb.Run(time, async (parsed, client, options, json, _) =>
        {
            var answer = await client.InspectAsync(new InspectModelRequest { Model = parsed.GetRequiredValue(model) }, options);
            if (json)
            {
                Screen.Line(Json.Of(answer));
                return ExitCode.Done;
            }

            Screen.Line($"{ModelTable.Line(answer.Status)}  {answer.Status.Model.Digest}");
            foreach (var finding in answer.Findings) Screen.Line(TextTable.Clean($"{(finding.Passed ? "ok  " : "FAIL")}  {finding.Check}: {finding.Detail}"));
            foreach (var step in answer.History) Screen.Line(TextTable.Clean($"{step.Time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss}Z  {ModelTable.Word(step.To)}  {step.Reason}  {step.Identity}").TrimEnd());
            return ExitCode.Done;
        });
    }

    private static Command Stage(Screen screen, TimeProvider time)
    {
        var verb = new ModelVerb("stage", "Tries a version on the box, on its golden inputs, without using it.", "edgectl models stage humpback:2");
        var model = verb.Argument("model", "NAME:VERSION.");
        var variant = verb.Option<string>("--variant", "Which variant; without it the one that works now.");
        return verb.Run(time, async (parsed, client, options, json, cancellation) =>
        {
            var end = await StageAsync(client, parsed.GetRequiredValue(model), parsed.GetValue(variant), options, status => Show(status, status, json), time, cancellation);
            return end.State == ModelState.Rejected ? ExitCode.Failed : ExitCode.Done;
        }, ModelVerb.Each(screen, async (parsed, client, options, cancellation) =>
        {
            var end = await StageAsync(client, parsed.GetRequiredValue(model), parsed.GetValue(variant), options, _ => { }, time, cancellation);
            return (end.State != ModelState.Rejected, ModelTable.Line(end));
        }));
    }

    private static async Task<ModelStatus> StageAsync(ModelService.ModelServiceClient client, string model, string? variant, CallOptions options, Action<ModelStatus> tell, TimeProvider time, CancellationToken cancellation)
    {
        var all = (await client.ListAsync(new ListModelsRequest(), options)).Models;
        var answer = await client.StageAsync(new StageModelRequest { Model = model, Variant = variant ?? "" }, options);
        return await new ModelFollow(client, TimeSpan.FromMinutes(10), time).RunAsync(
            answer.Status.Model, all.FirstOrDefault(status => Equals(status.Model, answer.Status.Model)), tell, state => state is ModelState.Staged or ModelState.Rejected or ModelState.Active, cancellation);
    }

    private static Command Rollback(Screen screen, TimeProvider time)
    {
        var verb = new ModelVerb("rollback", "Goes back to the last good version, or to the one named.", "edgectl models rollback humpback --reason \"hears ships\"");
        var name = verb.Argument("name", "Name of the package.");
        var version = verb.Option<int>("--version", "Version to return to.");
        var reason = verb.Option<string>("--reason", "Why, for the record.");
        return verb.Run(time, async (parsed, client, options, json, _) =>
        {
            var answer = await client.RollbackAsync(new RollbackModelRequest { Name = parsed.GetRequiredValue(name), Version = parsed.GetValue(version), Reason = parsed.GetValue(reason) ?? "" }, options);
            Show(answer, answer.Status, json);
            return ExitCode.Done;
        }, ModelVerb.Each(screen, async (parsed, client, options, _) =>
        {
            var answer = await client.RollbackAsync(new RollbackModelRequest { Name = parsed.GetRequiredValue(name), Version = parsed.GetValue(version), Reason = parsed.GetValue(reason) ?? "" }, options);
            return (true, ModelTable.Line(answer.Status));
        }));
    }

    private static Command Remove(TimeProvider time)
    {
        var verb = new ModelVerb("remove", "Deletes a version from the box's disk.", "edgectl models remove humpback 2");
        var name = verb.Argument("name", "Name of the package.");
        var version = new Argument<int>("version") { Description = "Version to delete." };
        verb.Command.Arguments.Add(version);
        return verb.Run(time, async (parsed, client, options, json, _) =>
        {
            var answer = await client.RemoveAsync(new RemoveModelRequest { Name = parsed.GetRequiredValue(name), Version = parsed.GetRequiredValue(version) }, options);
            Screen.Line(json ? Json.Of(answer) : string.Create(CultureInfo.InvariantCulture, $"{answer.FreedBytes / 1e6:0.0} MB are free again"));
            return ExitCode.Done;
        });
    }

    private static Command Watch(TimeProvider time)
    {
        var verb = new ModelVerb("watch", "The states of all versions, then every change, until Ctrl-C.", "edgectl models watch");
        return verb.Run(time, async (_, client, _, json, cancellation) =>
        {
            using var call = client.WatchState(new WatchModelStateRequest(), new CallOptions(cancellationToken: cancellation));
            while (await call.ResponseStream.MoveNext(cancellation))
                if (call.ResponseStream.Current.Status is { } status) Show(status, status, json);
            return ExitCode.Done;
        });
    }

    private static void Show(IMessage message, ModelStatus status, bool json) => Screen.Line(json ? Json.Of(message) : ModelTable.Line(status));

    private static string Name(ModelVersion? model) => model is { Version: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"{model.Name}:{model.Version}") : "the archive";
}
