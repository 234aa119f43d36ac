using System.Globalization;
using EdgeAgent.Control.V1;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Edgectl.Output;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Groups;

/// <summary>Activates a version on the boxes of a group, wave after wave: the next one begins when each box of the last has come through its probation.</summary>
/// <param name="order">What is activated on each box, and how.</param>
/// <param name="archive">An archive that each box is sent first; null where they have the version.</param>
/// <param name="stopsOnTrouble">Whether a box on which it does not become active keeps the later waves from beginning.</param>
/// <param name="patience">How long a box may be out of reach while it is followed.</param>
/// <param name="time">The clock.</param>
internal sealed class WaveActivation(ActivateModelRequest order, string? archive, bool stopsOnTrouble, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(60);

    /// <summary>Runs all waves, or those until the first trouble.</summary>
    /// <param name="boxes">The boxes, in the order in which their turn comes.</param>
    /// <param name="totals">How many have it behind each wave.</param>
    /// <param name="cancellation">Gives up; what has begun goes on on the boxes.</param>
    /// <returns>What came of each box, in their order.</returns>
    public async Task<IReadOnlyList<BoxOutcome>> RunAsync(IReadOnlyList<GroupBox> boxes, IReadOnlyList<int> totals, CancellationToken cancellation)
    {
        var outcomes = new List<BoxOutcome>();
        for (var wave = 1; wave <= totals.Count; wave++)
        {
            var turn = boxes.Skip(outcomes.Count).Take(totals[wave - 1] - outcomes.Count).ToArray();
            Screen.Note(TextTable.Clean($"wave {wave} of {totals.Count}: {string.Join(", ", turn.Select(box => box.Name))}"));
            var came = (await BoxGroup.EachAsync(turn, ActivateAsync, cancellation)).Select(outcome => outcome with { Wave = wave }).ToArray();
            outcomes.AddRange(came);
            if (!stopsOnTrouble || came.All(outcome => outcome.IsGood)) continue;
            Screen.Note(TextTable.Clean($"wave {wave}: {string.Join("; ", came.Where(outcome => !outcome.IsGood).Select(outcome => $"{outcome.Box} {outcome.Outcome}"))}; no further wave begins"));
            break;
        }

        outcomes.AddRange(boxes.Skip(outcomes.Count).Select(box => new BoxOutcome(box.Name, "not-begun", "its wave did not begin")));
        return outcomes;
    }

    private async Task<BoxOutcome> ActivateAsync(GroupBox box, RpcChannel channel, CancellationToken cancellation)
    {
        var client = new ModelService.ModelServiceClient(channel);
        if (archive is not null)
        {
            var pushed = await new ModelPush(client, time).RunAsync(archive, cancellation);
            if (pushed.State == ModelState.Rejected) return new BoxOutcome(box.Name, "rejected", pushed.Reason);
            if (Name(pushed.Model) != order.Model) throw new EdgectlException($"{archive} holds {Name(pushed.Model)}, not {order.Model}");
        }

        var known = (await client.ListAsync(new ListModelsRequest(), Options(cancellation))).Models.FirstOrDefault(status => Name(status.Model) == order.Model);

        // Called again after a stop, it goes on where it stood.
        if (known is { State: ModelState.Active }) return new BoxOutcome(box.Name, "active", "it was already") { IsGood = true };
        var model = known is { State: ModelState.Shadow or ModelState.Probation } ? known.Model : (await client.ActivateAsync(order, Options(cancellation))).Status.Model;
        var end = await new ModelFollow(client, patience, time).RunAsync(model, known, status => Screen.Note($"{TextTable.Clean(box.Name)}: {ModelTable.Line(status)}"),
            state => state is ModelState.Active or ModelState.RolledBack or ModelState.Rejected, cancellation);
        return new BoxOutcome(box.Name, ModelTable.Word(end.State), end.Reason) { IsGood = end.State == ModelState.Active };
    }

    private static string Name(ModelVersion model) => string.Create(CultureInfo.InvariantCulture, $"{model.Name}:{model.Version}");

    private CallOptions Options(CancellationToken cancellation) => new(deadline: time.GetUtcNow().UtcDateTime + AnswerTime, cancellationToken: cancellation);
}
