using System.Globalization;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>Lets a version hear live input beside the working one for a time, and tells how often the two disagree. It decides nothing: people do.</summary>
internal sealed class ShadowWatch(ModelLedger ledger, ModelVersionKey model, string variant, ActivationOrder order, TrialTools tools, Action<TrialNote?> tell)
{
    private const int MostTold = 8;

    /// <summary>Runs the shadow in every pipeline that takes it.</summary>
    /// <returns>Null when it can go on, else why the version must go.</returns>
    /// <exception cref="OperationCanceledException">It was ended; no shadow runs any more.</exception>
    public async Task<string?> RunAsync(IReadOnlyList<TrialUse> uses, ModelPackage package, ModelVariant chosen, JournalLine? resumed, CancellationToken cancellation)
    {
        ledger.Record(Line(null, stopped: false, resumed));
        var running = new List<TrialUse>();
        try
        {
            var refusals = new List<string>();
            foreach (var use in uses)
            {
                var refusal = await tools.Pipelines.StartBesideAsync(use, package, chosen, share: null, cancellation).ConfigureAwait(false);
                if (refusal is null) running.Add(use);
                else refusals.Add($"{use.Pipeline} runs no shadow: {refusal}");
            }

            var (seen, summary) = await WatchAsync(running, cancellation).ConfigureAwait(false);
            ledger.Record(Line(string.Join("; ", [.. refusals, summary]), stopped: false, resumed) with { Seen = seen });
            return seen.Broken is { } broken ? $"its shadow broke: {broken}" : null;
        }
        catch (OperationCanceledException)
        {
            ledger.Record(Line(null, stopped: true, resumed));
            throw;
        }
        finally
        {
            foreach (var use in running) tools.Pipelines.StopBeside(use);
        }
    }

    private async Task<(TrialFigures Seen, string Summary)> WatchAsync(List<TrialUse> running, CancellationToken cancellation)
    {
        var (length, time) = (order.Shadow.TotalSeconds * running.Count, tools.Time);
        while (true)
        {
            var seen = running.Select(use => tools.Pipelines.Observe(use, model.Digest)).Aggregate(new TrialFigures(), (sum, one) => sum.Add(one));
            var report = new ShadowReport(seen.StreamSeconds, Agreement(running));
            var (summary, isOver) = (Summary(report), seen.StreamSeconds >= length || seen.Broken is not null);

            // Also when it is over: what was found is worth more than how far it was.
            tell(new TrialNote(summary, isOver ? 1 : seen.StreamSeconds / length, isOver ? 0 : (length - seen.StreamSeconds) / running.Count, Shadow: report));
            if (isOver) return (seen, summary);
            await Task.Delay(tools.Rules.Look, time, cancellation).ConfigureAwait(false);
        }
    }

    private JournalLine Line(string? reason, bool stopped, JournalLine? resumed) => ledger.Line(model, ModelState.Shadow, reason, order.Identity) with
    {
        Variant = variant, Order = order, Stopped = stopped, Interruptions = resumed?.Interruptions ?? 0,
    };

    private IReadOnlyList<LabelAgreement> Agreement(List<TrialUse> running) => [.. running
        .Select(use => tools.Pipelines.AgreementOf(use, model.Digest)).OfType<ModelAgreement>().SelectMany(agreement => agreement.Labels)
        .GroupBy(label => label.Label, StringComparer.Ordinal)
        .Select(same => new LabelAgreement(same.Key, same.Sum(l => l.Both), same.Sum(l => l.OnlyActive), same.Sum(l => l.OnlyBeside), same.Any(l => l.MeanDelta is null) ? null : same.Average(l => l.MeanDelta)))
        .Where(label => label.Both + label.OnlyActive + label.OnlyBeside > 0)
        .OrderByDescending(label => label.OnlyActive + label.OnlyBeside).ThenBy(label => label.Label, StringComparer.Ordinal)];

    private static string Summary(ShadowReport report)
    {
        var told = report.Labels.Take(MostTold).Select(label =>
            string.Create(CultureInfo.InvariantCulture, $"{label.Label}: both {label.Both}, only the shadow {label.OnlyBeside}, only the working version {label.OnlyActive} windows"));
        return string.Create(CultureInfo.InvariantCulture, $"heard {report.StreamSeconds:0} s as a shadow; {(report.Labels.Count == 0 ? "neither detected anything" : string.Join("; ", told))}");
    }
}
