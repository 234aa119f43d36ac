using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>Goes back from the active version to another one, because somebody asked for it: pipelines first, then the default, in one step.</summary>
internal sealed class RollBack(ModelLedger ledger, TrialPipelines pipelines)
{
    /// <summary>Goes back.</summary>
    /// <returns>Null when it is done, else why not, one sentence; pipelines that had switched are back on the active version then.</returns>
    public async Task<string?> RunAsync(string name, DefaultVersion active, int target, string reason, string? identity, CancellationToken cancellation)
    {
        ModelPackage package;
        ModelVariant variant;
        try
        {
            package = ledger.Shelf.Open(name, target, cancellation);
            var chosen = ledger.Defaults.Read(name)?.LastGood is { } good && good.Version == target ? good.Variant : null;
            variant = ModelRepository.WithVariant(package, chosen).Variant;
        }
        catch (ModelException error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }

        var done = new List<TrialUse>();
        foreach (var use in pipelines.UsesOf(name))
        {
            if (await pipelines.SwitchAsync(use, package, variant, probation: false, reason, cancellation).ConfigureAwait(false) is not { } refusal)
            {
                done.Add(use);
                continue;
            }

            foreach (var undone in done) await pipelines.ReturnAsync(undone, refusal).ConfigureAwait(false);
            return $"{use.Pipeline} did not switch to {name}:{target}: {refusal}";
        }

        lock (ledger.Gate)
        {
            var line = ledger.Line(new ModelVersionKey(name, target, package.Digest), ModelState.Active, $"returned to from {name}:{active.Version}: {reason}", identity);
            ledger.Commit(line with { Variant = variant.Name }, package.Manifest.SecurityCounter, isReturn: true);
            ledger.Record(ledger.Line(new ModelVersionKey(name, active.Version, active.Digest), ModelState.RolledBack, reason, identity));
        }

        return null;
    }
}
