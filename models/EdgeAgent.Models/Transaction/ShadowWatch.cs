using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>Lets a version hear live input beside the working one for a time, and tells how often the two disagree. It decides nothing: people do.</summary>
internal sealed class ShadowWatch(ModelLedger ledger, ModelVersionKey model, string variant, ActivationOrder order, TrialTools tools, Action<TrialNote?> tell)
{
    /// <summary>Runs the shadow in every pipeline that takes it.</summary>
    /// <returns>Null when it can go on, else why the version must go.</returns>
    /// <exception cref="OperationCanceledException">It was ended; no shadow runs any more.</exception>
    public async Task<string?> RunAsync(IReadOnlyList<ModelUse> uses, ModelPackage package, ModelVariant chosen, JournalLine? resumed, CancellationToken cancellation)
    {
        ledger.Record(Line(null, stopped: false, resumed));
        var running = new List<string>();
        try
        {
            var refusals = new List<string>();
            foreach (var use in uses)
            {
                var refusal = await tools.Switch.StartShadowAsync(new ModelSwitchOrder(use.Pipeline, package, chosen), cancellation).ConfigureAwait(false);
                if (refusal is null) running.Add(use.Pipeline);
                else refusals.Add($"{use.Pipeline} runs no shadow: {refusal}");
            }

            var seen = await WatchAsync(running, cancellation).ConfigureAwait(false);
            ledger.Record(Line(string.Join("; ", [.. refusals, Summary(seen)]), stopped: false, resumed));
            return seen.Seen.Broken is { } broken ? $"its shadow broke: {broken}" : null;
        }
        catch (OperationCanceledException)
        {
            ledger.Record(Line(null, stopped: true, resumed));
            throw;
        }
        finally
        {
            foreach (var pipeline in running) await tools.Switch.StopShadowAsync(pipeline, model.Name).ConfigureAwait(false);
        }
    }

    private async Task<ShadowObservation> WatchAsync(List<string> running, CancellationToken cancellation)
    {
        var length = order.Shadow.TotalSeconds * running.Count;
        while (true)
        {
            var seen = running.Select(pipeline => tools.Switch.ObserveShadow(pipeline, model.Name)).OfType<ShadowObservation>().Aggregate(new ShadowObservation(), Add);
            if (seen.Seen.StreamSeconds >= length || seen.Seen.Broken is not null) return seen;
            tell(new TrialNote(Summary(seen), seen.Seen.StreamSeconds / length, (length - seen.Seen.StreamSeconds) / running.Count));
            await Task.Delay(tools.Rules.Look, tools.Time, cancellation).ConfigureAwait(false);
        }
    }

    private JournalLine Line(string? reason, bool stopped, JournalLine? resumed) => ledger.Line(model, ModelState.Shadow, reason, order.Identity) with
    {
        Variant = variant, Order = order, Stopped = stopped, Interruptions = resumed?.Interruptions ?? 0,
    };

    private static ShadowObservation Add(ShadowObservation sum, ShadowObservation one) => new()
    {
        Seen = sum.Seen.Add(one.Seen),
        Agreed = sum.Agreed + one.Agreed,
        OnlyShadow = sum.OnlyShadow + one.OnlyShadow,
        OnlyWorking = sum.OnlyWorking + one.OnlyWorking,
        LargestDifference = one.LargestDifference is { } difference ? Math.Max(sum.LargestDifference ?? 0, difference) : sum.LargestDifference,
    };

    private static string Summary(ShadowObservation seen) => string.Create(CultureInfo.InvariantCulture,
        $"in {seen.Seen.StreamSeconds:0} s of shadow both agreed {seen.Agreed} times, only the shadow had an event {seen.OnlyShadow} times, only the working version {seen.OnlyWorking} times")
        + (seen.Seen.Broken is { } broken ? $"; the shadow broke: {broken}" : "");
}
