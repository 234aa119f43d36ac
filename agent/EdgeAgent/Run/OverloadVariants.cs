using System.Runtime.CompilerServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Run;

/// <summary>
/// The step of the overload ladder that changes the model's variant: once a pipeline is overloaded, the package's variants that have a measured parity are tried on the box,
/// and the fastest takes the place of the full one, as a declared change of model, as long as the step is held.
/// </summary>
/// <param name="models">Opens sessions.</param>
/// <param name="switchboard">Changes models of running pipelines.</param>
/// <param name="note">Takes notes for the person at the box.</param>
/// <param name="time">Times runs.</param>
internal sealed class OverloadVariants(Func<LivePipeline, ModelPackage, ModelVariant, ModelLease> models, IModelSwitch switchboard, Action<string> note, TimeProvider time)
{
    /// <summary>What a variant must gain to be worth a change.</summary>
    private const double LeastGain = 1.1;

    private const int Runs = 7;
    private const string Cause = "overload";

    private readonly Lock _gate = new();
    // Gone with its pipeline: a reload makes new ones.
    private readonly ConditionalWeakTable<LivePipeline, Stand> _stands = [];

    /// <summary>A pipeline took or gave up a step. Returns at once; what follows from it is done in the background, one thing at a time for a pipeline.</summary>
    public void Follow(LivePipeline pipeline, OverloadChange change)
    {
        if (pipeline.Overload is not { } control || !control.Rules.Steps.HasFlag(OverloadSteps.Variant)) return;
        var stand = _stands.GetValue(pipeline, static _ => new Stand());
        lock (_gate)
        {
            stand.Wanted = change.To >= OverloadStep.Variant;
            if (stand.IsBusy) return;
            // Nothing is taken, and what there would be to take is asked when the pipeline is overloaded again.
            if (change.To == OverloadStep.None && stand.Places.Count == 0) return;
            stand.IsBusy = true;
        }

        _ = Task.Run(() => WorkAsync(pipeline, control, stand));
    }

    private async Task WorkAsync(LivePipeline pipeline, OverloadControl control, Stand stand)
    {
        while (true)
        {
            try
            {
                if (stand.Places.Count == 0) Look(pipeline, control, stand);
                var wanted = stand.Wanted;
                foreach (var place in stand.Places) await MoveAsync(pipeline, place, wanted).ConfigureAwait(false);
                if (!wanted) stand.Places.Clear();
            }
#pragma warning disable CA1031 // Nobody waits for this: whatever goes wrong is told, and the pipeline is to try again when it is next overloaded.
            catch (Exception error)
#pragma warning restore CA1031
            {
                // Mostly a session that was closed meanwhile: the pipeline was restarted or stopped, and begins anew.
                note($"{pipeline.Name}: its variants can't be tried: {error.Message}");
                stand.Places.Clear();
            }

            lock (_gate)
            {
                var done = stand.Places.TrueForAll(p => p.IsTaken == stand.Wanted) && (stand.Wanted || stand.Places.Count == 0);
                if (!done && stand.Tries++ < Runs) continue;
                stand.IsBusy = false;
                stand.Tries = 0;
                return;
            }
        }
    }

    // Which variants would bring something here.
    private void Look(LivePipeline pipeline, OverloadControl control, Stand stand)
    {
        var onTrial = (pipeline.Places?.Observe() ?? []).Where(o => o.Role == ModelRole.Probation).Select(o => o.Figures.Model.Name).ToArray();
        foreach (var runner in pipeline.Models)
        {
            // A model that is watched is to be watched as it is.
            if (runner.Variant.Name != "full" || onTrial.Contains(runner.Reference.Name)) continue;
            var best = runner.Package.Manifest.Variants.Values.Where(v => v.Parity is not null && v.Name != runner.Variant.Name)
                .Select(v => (Variant: v, Gain: GainOf(pipeline, runner, v, stand))).OrderByDescending(v => v.Gain).FirstOrDefault();
            if (best.Variant is null) continue;
            if (best.Gain >= LeastGain) stand.Places.Add(new Place(runner.Package, runner.Variant, best.Variant) { Gain = best.Gain });
        }

        control.OfferVariant(stand.Places.Count > 0 ? stand.Places.Min(p => p.Gain) : null);
    }

    // Measured once: it takes time that an overloaded box does not have.
    private double GainOf(LivePipeline pipeline, ModelRunner full, ModelVariant variant, Stand stand)
    {
        var key = (full.Package.Digest, variant.Name, full.Reference.Provider);
        if (stand.Gains.TryGetValue(key, out var known)) return known;
        var gain = stand.Gains[key] = Measure(pipeline, full, variant);
        note(FormattableString.Invariant($"{pipeline.Name}: {full.Reference.Name} {variant.Name} is {gain:0.00} times as fast as {full.Variant.Name} on this box"));
        return gain;
    }

    // In turns, the best of each: what else the box does falls on both.
    private double Measure(LivePipeline pipeline, ModelRunner full, ModelVariant variant)
    {
        using var lease = models(pipeline, full.Package, variant);
        var (slow, fast) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Runs; i++)
        {
            slow = Shorter(slow, full);
            fast = Shorter(fast, lease.Runner);
        }

        return fast > TimeSpan.Zero ? slow / fast : 1;
    }

    private TimeSpan Shorter(TimeSpan best, ModelRunner runner)
    {
        var began = time.GetTimestamp();
        runner.Rehearse();
        var took = time.GetElapsedTime(began);
        return took < best ? took : best;
    }

    private async Task MoveAsync(LivePipeline pipeline, Place place, bool wanted)
    {
        if (place.IsTaken == wanted) return;
        var to = wanted ? place.Faster : place.Usual;
        var now = pipeline.Models.FirstOrDefault(m => m.Reference.Name == place.Package.Manifest.Name);
        // Somebody else has changed the model: it is his now.
        if (now is null || now.Reference.Digest != place.Package.Digest || now.Variant.Name != (wanted ? place.Usual : place.Faster).Name)
        {
            place.IsTaken = wanted;
            return;
        }

        var outcome = await switchboard.SwitchAsync(
            new SwitchRequest(pipeline.Name, place.Package, to) { Replaces = place.Package.Manifest.Name, Probation = false, Cause = Cause, Detail = wanted ? "the pipeline can't keep up with the full model" : "the pipeline keeps up again" },
            CancellationToken.None).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal) note($"{pipeline.Name}: the variant {to.Name} did not take over: {refusal}");
        place.IsTaken = wanted;
    }

    private sealed class Stand
    {
        public bool Wanted { get; set; }

        public bool IsBusy { get; set; }

        public int Tries { get; set; }

        public List<Place> Places { get; } = [];

        // By the package's digest, the variant and the provider.
        public Dictionary<(string Digest, string Variant, string Provider), double> Gains { get; } = [];
    }

    private sealed record Place(ModelPackage Package, ModelVariant Usual, ModelVariant Faster)
    {
        public required double Gain { get; init; }

        public bool IsTaken { get; set; }
    }
}
