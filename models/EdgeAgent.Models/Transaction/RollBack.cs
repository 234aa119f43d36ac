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
    public async Task<string?> RunAsync(string name, DefaultVersion active, int target, string reason, string? identity)
    {
        ModelPackage package;
        ModelVariant variant;
        try
        {
            package = ledger.Shelf.Open(name, target);
            var chosen = target == active.Version ? active.Variant : ledger.Defaults.Read(name)?.LastGood is { } good && good.Version == target ? good.Variant : null;
            variant = ModelRepository.WithVariant(package, chosen).Variant;
        }
        catch (ModelException error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }

        var done = new List<TrialUse>();
        foreach (var use in pipelines.UsesOf(name))
        {
            if (await SwitchAsync(use, package, variant, reason).ConfigureAwait(false) is not { } refusal)
            {
                done.Add(use);
                continue;
            }

            if (target != active.Version) await UndoAsync(done, refusal).ConfigureAwait(false);
            return $"{use.Pipeline} did not switch to {name}:{target}: {refusal}";
        }

        // It was the default all along; only pipelines had left it.
        if (target == active.Version) return null;
        if (Commit(name, active, package, variant, reason, identity) is not { } failure) return null;
        await UndoAsync(done, failure).ConfigureAwait(false);
        return failure;
    }

    private async Task<string?> SwitchAsync(TrialUse use, ModelPackage package, ModelVariant variant, string reason)
    {
        try
        {
            return await pipelines.SwitchAsync(use, package, variant, probation: false, reason, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    private async Task UndoAsync(List<TrialUse> done, string refusal)
    {
        foreach (var undone in done) await pipelines.ReturnAsync(undone, refusal).ConfigureAwait(false);
    }

    private string? Commit(string name, DefaultVersion active, ModelPackage package, ModelVariant variant, string reason, string? identity)
    {
        var target = package.Manifest.Version;
        lock (ledger.Gate)
        {
            if (ledger.Shelf.Find(name, target)?.Package?.Digest != package.Digest) return $"{name}:{target} went away while pipelines switched to it";
            try
            {
                var line = ledger.Line(new ModelVersionKey(name, target, package.Digest), ModelState.Active, $"returned to from {name}:{active.Version}: {reason}", identity);
                ledger.Commit(line with { Variant = variant.Name }, package.Manifest.SecurityCounter, isReturn: true);
                ledger.Record(ledger.Line(new ModelVersionKey(name, active.Version, active.Digest), ModelState.RolledBack, reason, identity));
                return null;
            }
            catch (Exception error) when (StoreFiles.IsFileFailure(error))
            {
                // Once it is the default it stays that; the journal follows at the next start.
                if (ledger.Defaults.Read(name)?.Default?.Digest != package.Digest) return $"the roll back can't be written down: {error.Message}";
                ledger.Warn($"{name}:{target} is the default again, but not every step could be written down: {error.Message}");
                return null;
            }
        }
    }
}
