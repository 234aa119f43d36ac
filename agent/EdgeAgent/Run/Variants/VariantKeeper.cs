using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Inference.Twins;

namespace EdgeAgent.Run.Variants;

/// <summary>
/// Keeps the right variant of each model of sound at work: measures them once on this box, changes them where the configuration leaves it open, and has quantized ones watched by the full model.
/// </summary>
/// <param name="settings">How.</param>
/// <param name="book">What is known.</param>
/// <param name="switchboard">Opens models for pipelines and changes them while they run.</param>
/// <param name="pipelines">All pipelines.</param>
/// <param name="temperature">The highest temperature of the board in °C; null where it tells none.</param>
/// <param name="permit">Puts live windows first.</param>
/// <param name="note">Takes notes for the person at the box.</param>
/// <param name="time">The clock.</param>
internal sealed class VariantKeeper(
    VariantSettings settings, VariantBook book, ModelSwitchboard switchboard, IReadOnlyList<LivePipeline> pipelines, Func<double?> temperature, InferencePermit permit, Action<string> note, TimeProvider time) : IDisposable
{
    private const string Chosen = "variant";
    private const string Demoted = "demoted";
    private const double CoolerBy = 10;
    private const int Runs = 7;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly List<TwinCheck> _twins = [];

    // What it has put there itself: what an operator activated is his.
    private readonly HashSet<(string Pipeline, string Digest, string Variant)> _mine = [];
    private readonly HashSet<(string, string)> _untwinned = [];
    private readonly HashSet<ModelRunner> _givenUp = [];
    private readonly HashSet<string> _unmeasurable = new(StringComparer.Ordinal);
    private bool _isHot;

    /// <summary>Looks after the variants until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false)) await Task.Run(() => LookAsync(stop), stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The agent has ended.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends all comparisons.</summary>
    public void Dispose()
    {
        foreach (var twin in _twins) twin.Dispose();
        _twins.Clear();
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var celsius = temperature();
        _isHot = settings.HotCelsius > 0 && (celsius >= settings.HotCelsius || (_isHot && celsius > settings.HotCelsius - CoolerBy));
        var hearing = pipelines.Where(p => p is { Sees: false, State: PipelineState.Running, Places: not null }).ToArray();
        var watched = new HashSet<ModelRunner>();
        foreach (var pipeline in hearing)
        {
            foreach (var runner in pipeline.Models)
            {
                stop.ThrowIfCancellationRequested();
                try
                {
                    watched.Add(runner);
                    if (IsOpenToChoice(pipeline, runner) && Measured(pipeline, runner)) await ChooseAsync(pipeline, runner, hearing, stop).ConfigureAwait(false);
                    Twin(pipeline, runner);
                }
                catch (Exception error) when (error is ModelException or OrtException or ObjectDisposedException)
                {
                    // A session that was closed meanwhile: the next look finds what is there then.
                    if (_unmeasurable.Add(runner.Package.Digest)) note($"{pipeline.Name}: the variants of {runner.Reference.Name} can't be tried: {error.Message}");
                }
            }
        }

        _givenUp.IntersectWith(watched);
        foreach (var ended in _twins.Where(twin => !watched.Contains(twin.Watched)).ToArray())
        {
            ended.Dispose();
            _twins.Remove(ended);
        }
    }

    // One that is named stays; one on trial is watched as it is; what the overload ladder took it gives back itself.
    private bool IsOpenToChoice(LivePipeline pipeline, ModelRunner runner) =>
        runner.Package.Manifest.Variants.Count > 1
        && (runner.Variant.Name == VariantPolicy.Reference || book.WasChosen(runner.Package, runner.Variant.Name) || IsMine(pipeline, runner))
        && pipeline.Settings.Models.Any(reference => VariantReferences.IsOpen(reference) && VariantReferences.NameOf(reference) == runner.Reference.Name)
        && (pipeline.Overload?.Read().Step ?? OverloadStep.None) < OverloadStep.Variant
        && !pipeline.Places!.Observe().Any(o => o.Role == ModelRole.Probation && o.Figures.Model.Name == runner.Reference.Name);

    private bool IsMine(LivePipeline pipeline, ModelRunner runner)
    {
        lock (_mine) return _mine.Contains((pipeline.Name, runner.Package.Digest, runner.Variant.Name));
    }

    private bool Measured(LivePipeline pipeline, ModelRunner runner)
    {
        var (package, provider) = (runner.Package, runner.Provider);
        if (_unmeasurable.Contains(package.Digest)) return false;
        var wanted = package.Manifest.Variants.Values.Where(v => v.Name == VariantPolicy.Reference || v.Parity is not null).ToArray();
        if (wanted.Length < 2) return false;
        if (Array.TrueForAll(wanted, v => book.Cost(package, v.Name, provider) is not null)) return true;
        var leases = wanted.Select(v => switchboard.Lend(package, v, pipeline)).ToArray();
        try
        {
            // In turns, the best of each: what else the box does falls on all.
            var best = wanted.ToDictionary(v => v.Name, _ => double.PositiveInfinity, StringComparer.Ordinal);
            for (var run = 0; run < Runs; run++)
                foreach (var lease in leases) best[lease.Runner.Variant.Name] = Math.Min(best[lease.Runner.Variant.Name], Time(lease.Runner));
            book.Learn(package, provider, best);
            note($"{runner.Reference.Name} {runner.Reference.Version} on this box: {string.Join(", ", best.Select(b => FormattableString.Invariant($"{b.Key} {b.Value:0.###} ms a window")))}");
            return true;
        }
        finally
        {
            foreach (var lease in leases) lease.Dispose();
        }
    }

    private double Time(ModelRunner runner)
    {
        var began = time.GetTimestamp();
        runner.Rehearse();
        return time.GetElapsedTime(began).TotalMilliseconds;
    }

    private async Task ChooseAsync(LivePipeline pipeline, ModelRunner runner, LivePipeline[] hearing, CancellationToken stop)
    {
        var package = runner.Package;
        var users = hearing.Count(p => p.Models.Any(m => m.Package.Digest == package.Digest));
        var (variant, why) = VariantPolicy.Choose(package, name => book.Cost(package, name, runner.Provider), name => book.WhyDemoted(package, name) is not null, settings.FullShare, users, _isHot);
        if (variant.Name != runner.Variant.Name) await SwitchAsync(pipeline, package, variant, Chosen, why, stop).ConfigureAwait(false);
    }

    private void Twin(LivePipeline pipeline, ModelRunner runner)
    {
        if (settings.TwinEvery == 0 || runner.Variant.Name == VariantPolicy.Reference || runner.Twin is not null || _untwinned.Contains((runner.Package.Digest, runner.Variant.Name))) return;
        if (book.WhyDemoted(runner.Package, runner.Variant.Name) is { } demoted)
        {
            // It was given up before, and a restart of its pipeline has brought it back.
            if (_givenUp.Add(runner)) _ = Task.Run(() => GiveUpAsync(runner, demoted));
            return;
        }

        try
        {
            var twin = switchboard.Lend(runner.Package, runner.Package.Manifest.Variants[VariantPolicy.Reference], pipeline);
            _twins.Add(new TwinCheck(runner, twin, new TwinRules(settings.TwinEvery, settings.TwinAgreement), permit, check => _ = Task.Run(() => GiveUpAsync(check.Watched, check.Read().Drift!))));
        }
        catch (ModelException error)
        {
            _untwinned.Add((runner.Package.Digest, runner.Variant.Name));
            note($"{pipeline.Name}: {runner.Reference.Name} {runner.Variant.Name} is not compared with the full model: {error.Message}");
        }
    }

    private async Task GiveUpAsync(ModelRunner runner, string why)
    {
        var (package, variant) = (runner.Package, runner.Variant.Name);
        book.Demote(package, variant, why);
        note($"warning: {runner.Reference.Name} {runner.Reference.Version}: the variant {variant} is given up: {why}");
        foreach (var pipeline in pipelines.Where(p => p is { Sees: false, Places: not null } && p.Models.Any(m => m.Package.Digest == package.Digest && m.Variant.Name == variant)))
            await SwitchAsync(pipeline, package, package.Manifest.Variants[VariantPolicy.Reference], Demoted, $"the variant {variant} is given up: {why}", CancellationToken.None).ConfigureAwait(false);
    }

    private async Task SwitchAsync(LivePipeline pipeline, ModelPackage package, ModelVariant to, string cause, string why, CancellationToken stop)
    {
        // Somebody else may have changed it meanwhile.
        if (pipeline.Models.FirstOrDefault(m => m.Package.Digest == package.Digest) is not { } now || now.Variant.Name == to.Name) return;
        var outcome = await switchboard.SwitchAsync(
            new SwitchRequest(pipeline.Name, package, to) { Replaces = package.Manifest.Name, Probation = false, Cause = cause, Detail = why }, stop).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal) note($"{pipeline.Name}: the variant {to.Name} did not take over: {refusal}");
        else lock (_mine) _mine.Add((pipeline.Name, package.Digest, to.Name));
    }
}
