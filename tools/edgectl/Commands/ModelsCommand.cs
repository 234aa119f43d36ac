using System.CommandLine;
using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Edgectl.Targets;
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
        command.Subcommands.Add(Stage(time));
        command.Subcommands.Add(Activate(time));
        command.Subcommands.Add(Rollback(time));
        command.Subcommands.Add(Remove(time));
        command.Subcommands.Add(Watch(time));
        return command;
    }

    private static Command Push(TimeProvider time)
    {
        var verb = new Verb("push", "Sends an archive that edge-agent models pack made. Cut links go on where they were cut, also when called again.", "edgectl models push humpback-2.tar.gz");
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
        var verb = new Verb("list", "Every version that the box holds, receives or has lately refused.", "edgectl models list");
        return verb.Run(time, async (_, client, options, json, _) =>
        {
            var answer = await client.ListAsync(new ListModelsRequest(), options);
            if (json) Screen.Line(Json.Of(answer));
            else foreach (var line in ModelTable.Lines(answer.Models, screen.Width)) Screen.Line(line);
            return ExitCode.Done;
        });
    }

    private static Command Inspect(TimeProvider time)
    {
        var verb = new Verb("inspect", "One version in full: what the gates found, and its history.", "edgectl models inspect humpback:2");
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

    private static Command Stage(TimeProvider time)
    {
        var verb = new Verb("stage", "Tries a version on the box, on its golden inputs, without using it.", "edgectl models stage humpback:2");
        var model = verb.Argument("model", "NAME:VERSION.");
        var variant = verb.Option<string>("--variant", "Which variant; without it the one that works now.");
        return verb.Run(time, async (parsed, client, options, json, cancellation) =>
        {
            var answer = await client.StageAsync(new StageModelRequest { Model = parsed.GetRequiredValue(model), Variant = parsed.GetValue(variant) ?? "" }, options);
            return await FollowAsync(client, answer.Status.Model, json, state => state is ModelState.Staged or ModelState.Rejected or ModelState.Active, cancellation);
        });
    }

    private static Command Activate(TimeProvider time)
    {
        var verb = new Verb("activate", "Lets pipelines switch to a version, and watches it: what goes wrong rolls it back.", "edgectl models activate humpback:2 --probation-minutes 30 --wait");
        var model = verb.Argument("model", "NAME:VERSION.");
        var variant = verb.Option<string>("--variant", "Which variant; without it the one that works now.");
        var pipelines = verb.Option<string[]>("--pipeline", "Only this pipeline; may be given again.");
        var shadow = verb.Option<double>("--shadow-minutes", "Minutes beside the working version first.");
        var probation = verb.Option<double?>("--probation-minutes", "Minutes of probation; without it as the box is configured.");
        var share = verb.Option<double>("--share", "Part of the streams that it takes at first, 0..1.");
        var label = verb.Option<string>("--label", "A label that means this version from now on.");
        var wait = verb.Option<bool>("--wait", "Waits for the end of the probation.");
        return verb.Run(time, async (parsed, client, options, json, cancellation) =>
        {
            var request = new ActivateModelRequest
            {
                Model = parsed.GetRequiredValue(model), Variant = parsed.GetValue(variant) ?? "", ShadowMinutes = parsed.GetValue(shadow), Share = parsed.GetValue(share), Label = parsed.GetValue(label) ?? "",
            };
            request.Pipelines.AddRange(parsed.GetValue(pipelines) ?? []);
            if (parsed.GetValue(probation) is { } minutes) request.ProbationMinutes = minutes;
            var answer = await client.ActivateAsync(request, options);
            var toTheEnd = parsed.GetValue(wait);
            return await FollowAsync(client, answer.Status.Model, json, state => state is ModelState.Active or ModelState.RolledBack or ModelState.Rejected || (!toTheEnd && state == ModelState.Probation), cancellation);
        });
    }

    private static Command Rollback(TimeProvider time)
    {
        var verb = new Verb("rollback", "Goes back to the last good version, or to the one named.", "edgectl models rollback humpback --reason \"hears ships\"");
        var name = verb.Argument("name", "Name of the package.");
        var version = verb.Option<int>("--version", "Version to return to.");
        var reason = verb.Option<string>("--reason", "Why, for the record.");
        return verb.Run(time, async (parsed, client, options, json, _) =>
        {
            var answer = await client.RollbackAsync(new RollbackModelRequest { Name = parsed.GetRequiredValue(name), Version = parsed.GetValue(version), Reason = parsed.GetValue(reason) ?? "" }, options);
            Show(answer, answer.Status, json);
            return ExitCode.Done;
        });
    }

    private static Command Remove(TimeProvider time)
    {
        var verb = new Verb("remove", "Deletes a version from the box's disk.", "edgectl models remove humpback 2");
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
        var verb = new Verb("watch", "The states of all versions, then every change, until Ctrl-C.", "edgectl models watch");
        return verb.Run(time, async (_, client, _, json, cancellation) =>
        {
            using var call = client.WatchState(new WatchModelStateRequest(), new CallOptions(cancellationToken: cancellation));
            while (await call.ResponseStream.MoveNext(cancellation))
                if (call.ResponseStream.Current.Status is { } status) Show(status, status, json);
            return ExitCode.Done;
        });
    }

    private static async Task<int> FollowAsync(ModelService.ModelServiceClient client, ModelVersion model, bool json, Func<ModelState, bool> isEnd, CancellationToken cancellation)
    {
        using var call = client.WatchState(new WatchModelStateRequest { Name = model.Name }, new CallOptions(cancellationToken: cancellation));
        var last = "";
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            if (call.ResponseStream.Current.Status is not { } status || status.Model.Version != model.Version) continue;
            if (ModelTable.Line(status) is var line && line != last) Show(status, status, json);
            last = line;
            if (isEnd(status.State)) return status.State is ModelState.RolledBack or ModelState.Rejected ? ExitCode.Failed : ExitCode.Done;
        }

        throw new EdgectlException("the box ended the watch; see edgectl models list");
    }

    private static void Show(IMessage message, ModelStatus status, bool json) => Screen.Line(json ? Json.Of(message) : ModelTable.Line(status));

    private static string Name(ModelVersion? model) => model is { Version: > 0 } ? string.Create(CultureInfo.InvariantCulture, $"{model.Name}:{model.Version}") : "the archive";

    /// <summary>A verb with what all of them have.</summary>
    private sealed class Verb(string name, string description, string example)
    {
        public Command Command { get; } = new(name, $"{description}\n\nExample: {example}");

        public Argument<string> Argument(string argument, string text)
        {
            var made = new Argument<string>(argument) { Description = text };
            Command.Arguments.Add(made);
            return made;
        }

        public Option<T?> Option<T>(string option, string text)
        {
            var made = new Option<T?>(option) { Description = text };
            Command.Options.Add(made);
            return made;
        }

        public Command Run(TimeProvider time, Func<ParseResult, ModelService.ModelServiceClient, CallOptions, bool, CancellationToken, Task<int>> action)
        {
            var json = new Option<bool>("--json") { Description = "Prints JSON." };
            Command.Options.Add(json);
            var target = new TargetOptions(Command);
            Command.SetAction(async (parsed, cancellation) =>
            {
                using var channel = target.Open(parsed, time);
                return await action(parsed, new ModelService.ModelServiceClient(channel), target.Call(parsed, time, cancellation), parsed.GetValue(json), cancellation);
            });
            return Command;
        }
    }
}
