using System.CommandLine;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Groups;
using EdgeAgent.Edgectl.Output;

namespace EdgeAgent.Edgectl.Commands;

/// <summary><c>edgectl models activate</c>: on one box, or on a group in waves.</summary>
internal static class ActivateCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create(Screen screen, TimeProvider time)
    {
        var verb = new ModelVerb("activate", "Lets pipelines switch to a version, and watches it: what goes wrong rolls it back. On a group, wave after wave.",
            "edgectl models activate humpback:2 --probation-minutes 30 --wait\nExample: edgectl --group reef models activate humpback:2 --push humpback-2.tar.gz --waves 1,10,100% --stop-on-rollback");
        var model = verb.Argument("model", "NAME:VERSION.");
        var variant = verb.Option<string>("--variant", "Which variant; without it the one that works now.");
        var pipelines = verb.Option<string[]>("--pipeline", "Only this pipeline; may be given again.");
        var shadow = verb.Option<double>("--shadow-minutes", "Minutes beside the working version first.");
        var probation = verb.Option<double?>("--probation-minutes", "Minutes of probation; without it as the box is configured.");
        var share = verb.Option<double>("--share", "Part of the streams that it takes at first, 0..1.");
        var label = verb.Option<string>("--label", "A label that means this version from now on.");
        var wait = verb.Option<bool>("--wait", "Waits for the end of the probation; on a group that is always so.");
        var push = verb.Option<string>("--push", "An archive that a box is sent before, where it does not have it.");
        var waves = verb.Option<string>("--waves", "On a group: how many boxes have it behind each wave, such as 1,10,100%. Default: all at once.");
        var stop = verb.Option<bool>("--stop-on-rollback", "On a group: when it does not become active on a box, no further wave begins.");
        var patience = verb.Option<double?>("--patience-minutes", "Minutes that a box may be out of reach while it is followed. Default 60.");
        return verb.Run(
            time,
            async (parsed, client, options, json, cancellation) =>
            {
                foreach (var option in new Option[] { waves, stop })
                    if (parsed.GetResult(option) is { Implicit: false }) throw new EdgectlException($"{option.Name} is for a group; name one with --group", ExitCode.Usage);
                var request = Request(parsed);
                if (parsed.GetValue(push) is { } archive && await new ModelPush(client, time).RunAsync(archive, cancellation) is { State: ModelState.Rejected } refused) throw new EdgectlException(refused.Reason);
                var all = (await client.ListAsync(new ListModelsRequest(), options)).Models;
                var answer = await client.ActivateAsync(request, options);
                var toTheEnd = parsed.GetValue(wait);
                var end = await new ModelFollow(client, Patience(parsed), time).RunAsync(
                    answer.Status.Model, all.FirstOrDefault(status => Equals(status.Model, answer.Status.Model)), status => Screen.Line(json ? Json.Of(status) : ModelTable.Line(status)),
                    state => state is ModelState.Active or ModelState.RolledBack or ModelState.Rejected || (!toTheEnd && state == ModelState.Probation), cancellation);
                return end.State is ModelState.RolledBack or ModelState.Rejected ? ExitCode.Failed : ExitCode.Done;
            },
            async (parsed, boxes, _, json, cancellation) =>
            {
                var totals = Waves.Read(parsed.GetValue(waves) ?? "100%", boxes.Count);
                var activation = new WaveActivation(Request(parsed), parsed.GetValue(push), parsed.GetValue(stop), Patience(parsed), time);
                return BoxGroup.Print(await activation.RunAsync(boxes, totals, cancellation), json, screen);
            });

        TimeSpan Patience(ParseResult parsed) => TimeSpan.FromMinutes(Math.Clamp(parsed.GetValue(patience) ?? 60, 0, 1e5));

        ActivateModelRequest Request(ParseResult parsed)
        {
            var request = new ActivateModelRequest
            {
                Model = parsed.GetRequiredValue(model), Variant = parsed.GetValue(variant) ?? "", ShadowMinutes = parsed.GetValue(shadow), Share = parsed.GetValue(share), Label = parsed.GetValue(label) ?? "",
            };
            request.Pipelines.AddRange(parsed.GetValue(pipelines) ?? []);
            if (parsed.GetValue(probation) is { } minutes) request.ProbationMinutes = minutes;
            return request;
        }
    }
}
