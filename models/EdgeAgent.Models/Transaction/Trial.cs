using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>
/// One version on its way: staged, shadow, probation, active. Each step is on disk before it counts. The default changes only at the very end, so whatever
/// ends the agent before, it comes back on the version that worked.
/// </summary>
internal sealed class Trial(ModelLedger ledger, ModelVersionKey model, TrialTools tools, Action<TrialNote?> tell)
{
    private readonly List<(TrialUse Use, bool Switched)> _uses = [];
    private readonly List<TrialUse> _later = [];

    /// <summary>Why somebody asked for a roll back, once that has happened; the trial's cancellation comes with it.</summary>
    public string? Recall { get; set; }

    /// <summary>Who asked for the roll back.</summary>
    public string? RecallIdentity { get; set; }

    /// <summary>Whether it has become the default.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Asks the gates of this device.</summary>
    /// <returns>Whether the version is staged now; otherwise it is rejected.</returns>
    public bool Stage(string? wanted, string? identity, CancellationToken cancellation)
    {
        tell(new TrialNote("its files are read and hashed"));
        try
        {
            var package = ledger.Shelf.Open(model.Name, model.Version, cancellation);
            var uses = tools.Pipelines.UsesOf(model.Name);
            var variant = ModelRepository.WithVariant(package, wanted ?? Fallback(package, uses)).Variant;
            var findings = tools.Test(package, variant, uses, (doing, share) => tell(new TrialNote($"{variant.Name} is tried on this device: {doing}", share)), cancellation);
            if (findings is [.., { Passed: false } refusal]) return Reject(refusal, findings, variant.Name, identity);
            tell(null);
            ledger.Record(ledger.Line(model, ModelState.Staged, null, identity) with { Variant = variant.Name, Findings = findings });
            return true;
        }
        catch (ModelException error)
        {
            return Reject(new ModelFinding("files", false, error.Message.ReplaceLineEndings(" ")), null, wanted, identity);
        }
        finally
        {
            tell(null);
        }
    }

    /// <summary>Lets pipelines use it, watches it, and makes it the default or rolls it back.</summary>
    /// <param name="order">How.</param>
    /// <param name="resumed">The last line of an earlier run of the agent that this goes on from; null when it begins.</param>
    /// <param name="cancellation">Ends it: as a roll back when <see cref="Recall"/> says so, else as a stop that goes on later.</param>
    public async Task ActivateAsync(ActivationOrder order, JournalLine? resumed, CancellationToken cancellation)
    {
        ModelPackage package;
        ModelVariant variant;
        try
        {
            package = ledger.Shelf.Open(model.Name, model.Version, cancellation);
            variant = ModelRepository.WithVariant(package, order.Variant ?? resumed?.Variant ?? ledger.Journal.Last(model.Name, model.Version)?.Variant).Variant;
        }
        catch (ModelException error)
        {
            Reject(new ModelFinding("files", false, error.Message.ReplaceLineEndings(" ")), null, order.Variant, order.Identity);
            return;
        }

        Choose(order);
        var watch = new ProbationWatch(ledger, model, variant.Name, order, tools, tell);
        try
        {
            string? refusal = null;
            if (order.Shadow > TimeSpan.Zero && _uses.Count > 0 && resumed is not { State: ModelState.Probation })
                refusal = await new ShadowWatch(ledger, model, variant.Name, order, tools, tell).RunAsync([.. _uses.Select(u => u.Use)], package, variant, resumed, cancellation).ConfigureAwait(false);
            if (_uses.Count > 0) refusal ??= await ProbeAsync(watch, package, variant, order, resumed, cancellation).ConfigureAwait(false);
            if (refusal is not null)
            {
                await ReturnAsync(refusal, order.Identity, watch.Seen).ConfigureAwait(false);
                return;
            }

            refusal = await TakeAsync(_later, package, variant, "did not take it after its probation", cancellation).ConfigureAwait(false);
            if (refusal is not null)
            {
                await ReturnAsync(refusal, order.Identity, watch.Seen).ConfigureAwait(false);
                return;
            }

            var reason = _uses.Count == 0 ? "no pipeline uses it now" : watch.Verdict;
            tell(null);
            cancellation.ThrowIfCancellationRequested();
            ledger.Commit(ledger.Line(model, ModelState.Active, reason, order.Identity) with { Variant = variant.Name }, package.Manifest.SecurityCounter, isReturn: false, order.Label);
            IsActive = true;
            foreach (var (use, _) in _uses) tools.Pipelines.Accept(use);
        }
        catch (Exception error) when (Recall is not null || error is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // Whatever ends it but a stop of the agent: no pipeline stays on a version that nobody watches.
            // What was written as the default before the disk failed is that, and stays at work.
            IsActive |= Recall is null && StoreFiles.IsFileFailure(error) && ledger.Defaults.Read(model.Name)?.Default?.Digest == model.Digest;
            var reason = Recall ?? $"it could not go on: {error.Message.ReplaceLineEndings(" ")}";
            if (IsActive) ledger.Warn($"{model} is active, but {reason}");
            else await ReturnAsync(reason, Recall is null ? null : RecallIdentity, watch.Seen).ConfigureAwait(false);
        }
        finally
        {
            tell(null);
        }
    }

    /// <summary>Switches pipelines back to what they used before.</summary>
    /// <param name="reason">Why, one sentence.</param>
    /// <param name="identity">Who asked; null for the agent itself.</param>
    /// <param name="seen">What it did until then.</param>
    private async Task ReturnAsync(string reason, string? identity, TrialFigures? seen)
    {
        tell(new TrialNote($"it is rolled back: {reason}"));
        var failed = new List<string>();
        foreach (var (use, switched) in _uses)
        {
            // The version that worked before works again; nothing may keep it from that, and one pipeline's failure not the others.
            try
            {
                if (!switched) tools.Pipelines.StopBeside(use);
                if (await tools.Pipelines.ReturnAsync(use, reason).ConfigureAwait(false) is { } refusal) failed.Add($"{use.Pipeline} could not go back: {refusal}");
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failed.Add($"{use.Pipeline} could not go back: {error.Message.ReplaceLineEndings(" ")}");
            }
        }

        var told = failed.Count == 0 ? reason : $"{reason}; {string.Join("; ", failed)}";
        if (failed.Count > 0) ledger.Warn($"{model}: {told}; restart the agent");
        tell(null);
        try
        {
            ledger.Record(ledger.Line(model, ModelState.RolledBack, told, identity) with { Seen = seen });
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            ledger.Warn($"{model}: {told}; that can't be written down, so it is tried again after a restart: {error.Message}");
        }
    }

    private async Task<string?> ProbeAsync(ProbationWatch watch, ModelPackage package, ModelVariant variant, ActivationOrder order, JournalLine? resumed, CancellationToken cancellation)
    {
        var baseline = resumed?.Baseline ?? Baseline();
        watch.Begin(baseline, resumed);
        for (var i = 0; i < _uses.Count; i++)
        {
            var use = _uses[i].Use;
            tell(new TrialNote($"{use.Pipeline} switches to it"));
            var refusal = order.Share < 1
                ? await tools.Pipelines.StartBesideAsync(use, package, variant, order.Share, cancellation).ConfigureAwait(false)
                : await tools.Pipelines.SwitchAsync(use, package, variant, probation: true, $"{model} is activated", cancellation).ConfigureAwait(false);
            if (refusal is not null) return $"{use.Pipeline} did not switch: {refusal}";
            _uses[i] = (use, order.Share >= 1);
        }

        var affordable = tools.Rules.Stage.AffordableShare * StageContext.HopSeconds(package);
        if (await watch.RunAsync([.. _uses.Select(u => u.Use)], affordable, cancellation).ConfigureAwait(false) is { } fault) return fault;
        return order.Share >= 1 ? null : await WidenAsync(package, variant, cancellation).ConfigureAwait(false);
    }

    // Who follows what is stable waits until the others have tried it; where there are no others, somebody must.
    private void Choose(ActivationOrder order)
    {
        var uses = tools.Pipelines.UsesOf(model.Name).Where(use => order.Pipelines.Count == 0 || order.Pipelines.Contains(use.Pipeline)).ToList();
        if (order.Pipelines.Count == 0 && !uses.TrueForAll(tools.Pipelines.IsStable)) _later.AddRange(uses.Where(tools.Pipelines.IsStable));
        _uses.AddRange(uses.Except(_later).Select(use => (use, false)));
    }

    // A version that proved itself on a share of the streams takes all of them.
    private Task<string?> WidenAsync(ModelPackage package, ModelVariant variant, CancellationToken cancellation)
    {
        TrialUse[] all = [.. _uses.Select(u => u.Use)];
        _uses.Clear();
        return TakeAsync(all, package, variant, "did not take it for all streams", cancellation);
    }

    // Until the default is written the model before is kept ready in each of them.
    private async Task<string?> TakeAsync(IReadOnlyList<TrialUse> uses, ModelPackage package, ModelVariant variant, string refused, CancellationToken cancellation)
    {
        _uses.AddRange(uses.Select(use => (use, false)));
        for (var i = _uses.Count - uses.Count; i < _uses.Count; i++)
        {
            var use = _uses[i].Use;
            tools.Pipelines.StopBeside(use);
            if (await tools.Pipelines.SwitchAsync(use, package, variant, probation: true, $"{model} is activated", cancellation).ConfigureAwait(false) is { } refusal) return $"{use.Pipeline} {refused}: {refusal}";
            _uses[i] = (use, true);
        }

        return null;
    }

    private TrialFigures Baseline() => _uses
        .Select(u => tools.Pipelines.Observe(u.Use, u.Use.Working.Digest))
        .Aggregate(new TrialFigures(), (sum, one) => sum.Add(one));

    private bool Reject(ModelFinding refusal, IReadOnlyList<ModelFinding>? findings, string? variant, string? identity)
    {
        tell(null);
        lock (ledger.Gate)
        {
            ledger.Record(ledger.Line(model, ModelState.Rejected, $"{refusal.Check}: {refusal.Detail}", identity) with { Variant = variant, Findings = findings ?? [refusal] });
            if (ledger.Shelf.Find(model.Name, model.Version) is { IsShipped: false } entry && ledger.Keeps(entry) is null) ledger.Remove(entry);
        }

        return false;
    }

    private static string? Fallback(ModelPackage package, IReadOnlyList<TrialUse> uses) =>
        uses.Select(use => use.Working.Variant).FirstOrDefault(name => package.Manifest.Variants.ContainsKey(name));
}
