using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Replay;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Quantize;

/// <summary>Lets two variants hear the same recordings, through the stages of a live pipeline, and compares their scores and events.</summary>
internal sealed class VariantTrial(AgentSettings settings, OnnxRuntimeLibrary library, Terminal terminal, TimeProvider time)
{
    /// <summary>Scores of more windows tell nothing new.</summary>
    private const int MostWindows = 6000;

    /// <summary>Compares scores, window by window.</summary>
    public static OutputDifference Scores(IModelProbe probe, ModelPackage package, ModelVariant variant, IReadOnlyList<string> recordings, Terminal terminal, CancellationToken stop)
    {
        var full = package.Manifest.Variants["full"];
        var (reference, other) = (new List<float[]>(), new List<float[]>());
        var share = Math.Max(1, MostWindows / recordings.Count);
        foreach (var recording in recordings)
        {
            stop.ThrowIfCancellationRequested();
            terminal.Progress($"comparing scores: {reference.Count} windows");
            var windows = probe.ReadWindows(package, recording);
            var step = (windows.Count + share - 1) / share;
            var chosen = windows.Where((_, i) => i % Math.Max(step, 1) == 0).ToList();
            reference.AddRange(probe.ScoreWindows(package, full, chosen, 1));
            other.AddRange(probe.ScoreWindows(package, variant, chosen, 1));
        }

        return reference.Count > 0 ? OutputDifference.Of(reference, other)
            : throw new ModelException($"the recordings are shorter than one window of {package.Manifest.Input.WindowSamples} samples at {package.Manifest.Input.SampleRate} Hz; compare on longer ones");
    }

    /// <summary>Compares events.</summary>
    public async Task<EventParity> EventsAsync(ModelPackage package, ModelVariant variant, IReadOnlyList<string> inputs, TruthRequest? truth, CancellationToken stop)
    {
        var request = new ReplayRequest { Inputs = inputs, Models = [], Rules = new Dictionary<string, string>(), Pipeline = "parity", KeepGoing = true };
        var plan = ReplayPlan.Create(request, InputFinder.Find(inputs), _ => { }, stop);
        var options = new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 };
        using var full = ModelRunner.Open(library, package, package.Manifest.Variants["full"], options);
        using var other = ModelRunner.Open(library, package, variant, options);
        var events = new VariantEvents();
        await HearAsync(plan, [full, other], events, stop).ConfigureAwait(false);

        var labels = package.Labels.Where((_, i) => full.Rules[i].Report).ToArray();
        var input = package.Manifest.Input;
        var collar = Math.Max(1.0, 2.0 * input.HopSamples / input.SampleRate);
        var between = ReplayEvaluation.Against(events.Of(full.Variant.Name).Select(e => e.Scored), plan, labels, collar);
        foreach (var (detection, _) in events.Of(variant.Name)) between.Accept(detection);
        var parity = new EventParity(plan.Seconds / 3600, events.Of(full.Variant.Name).Count, events.Of(variant.Name).Count, All(between.Score()).OneToOne.F1);
        if (truth is null) return parity;
        var (ofFull, ofOther) = (Against(truth, plan, full, events), Against(truth, plan, other, events));
        return parity with { TruthItems = ofFull.TruthItems, FullTruthF1 = All(ofFull).F1, VariantTruthF1 = All(ofOther).F1 };
    }

    private static EvaluationReport Against(TruthRequest truth, ReplayPlan plan, ModelRunner runner, VariantEvents events)
    {
        var evaluation = ReplayEvaluation.Prepare(truth, plan, [runner]);
        foreach (var (detection, _) in events.Of(runner.Variant.Name)) evaluation.Accept(detection);
        return evaluation.Score();
    }

    private static LabelReport All(EvaluationReport report) => report.Together ?? report.Labels[0];

    private async Task HearAsync(ReplayPlan plan, IReadOnlyList<ModelRunner> models, VariantEvents events, CancellationToken stop)
    {
        using var workers = InferenceWorkers.Create(1);
        var done = 0;
        foreach (var task in plan.Tasks)
        {
            stop.ThrowIfCancellationRequested();
            terminal.Progress($"comparing events: {done++} of {plan.Tasks.Count} epochs");
            var rate = task.Stream.SampleRate;
            await EpochAnalysis.RunAsync(new EpochJob
            {
                Source = new RecordingSource(task.Epoch.Segments, rate, task.Stream.Channels, double.PositiveInfinity, time),
                Name = task.Epoch.StreamId,
                Timeline = task.Timeline,
                Identity = new StreamIdentity(settings.Device, "parity", task.Stream.Recorder, 1, Replay: true, Locate: task.Locate),
                Models = models,
                Sink = events,
                Workers = workers,
                Counters = new StreamCounters(),
                Time = time,
            }, stop).ConfigureAwait(false);
        }
    }
}
