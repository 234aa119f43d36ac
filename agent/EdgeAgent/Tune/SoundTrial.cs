using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Replay;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tune;

/// <summary>Hears labelled recordings once, and tells what every threshold makes of the scores.</summary>
internal sealed class SoundTrial(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    /// <summary>Tries all thresholds.</summary>
    public async Task<IReadOnlyList<LabelTuning>> RunAsync(TuneRequest request, ResolvedModel model, CancellationToken stop)
    {
        var replay = new ReplayRequest { Inputs = request.Inputs, Models = [request.Model], Rules = new Dictionary<string, string>(), Pipeline = "tune" };
        var plan = ReplayPlan.Create(replay, InputFinder.Find(request.Inputs), _ => { }, stop);
        using var runner = ModelRunner.Open(OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), model.Package, model.Variant, new ModelOptions { Provider = settings.Provider, Threads = settings.Threads });
        var evaluation = ReplayEvaluation.Prepare(request.Truth, plan, [runner]);
        var there = evaluation.Labels;
        int[] classes = [.. Enumerable.Range(0, runner.Package.Labels.Count).Where(i => there.Contains(runner.Package.Labels[i]))];
        var logs = new ScoreLog[plan.Tasks.Count];
        using (var workers = InferenceWorkers.Create(Environment.ProcessorCount))
            for (var i = 0; i < logs.Length; i++)
            {
                terminal.Progress($"listening: {i} of {logs.Length} epochs");
                logs[i] = await HearAsync(plan.Tasks[i], runner, classes, workers, stop).ConfigureAwait(false);
            }

        terminal.EndProgress();
        var reports = LabelTuning.Grid.Select(threshold => evaluation.Score(EventsAt(threshold))).ToArray();
        var labels = reports.SelectMany(r => r.Labels).Where(l => l.Recall.Of > 0).Select(l => l.Label).Distinct(StringComparer.Ordinal).ToArray();
        return [.. labels.Select(Tuning)];

        ScoredEvent[] EventsAt(float threshold)
        {
            Core.Models.EventRules[] rules = [.. classes.Select(i => runner.Rules[i]).Select(r => r with { High = threshold, Low = Math.Min(r.Low, threshold) })];
            return [.. logs.SelectMany((log, i) => log.EventsUnder(rules).Select(e => Located(plan.Tasks[i], e)))];
        }

        ScoredEvent Located(EpochTask task, LoggedEvent found)
        {
            var span = task.Locate(found.First, found.Last)!;
            return new ScoredEvent(runner.Package.Labels[found.ClassIndex], span.Path, span.BeginSeconds, span.EndSeconds, found.Peak);
        }

        LabelTuning Tuning(string label)
        {
            var rules = runner.Package.Manifest.RulesFor(label);
            var points = LabelTuning.Grid.Zip(reports, (threshold, report) => (threshold, Of: report.Labels.FirstOrDefault(l => l.Label == label))).Where(p => p.Of is not null)
                .Select(p => new TunePoint(p.threshold, p.Of!.Recall, p.Of.Precision, null, p.Of.FalseEvents)).ToArray();
            return LabelTuning.Choose(label, rules.High, rules.Low, points, request.TargetRecall);
        }
    }

    private async Task<ScoreLog> HearAsync(EpochTask task, ModelRunner runner, int[] classes, InferenceWorkers workers, CancellationToken stop)
    {
        var rate = task.Stream.SampleRate;
        var log = new ScoreLog(rate, classes);
        await EpochAnalysis.RunAsync(new EpochJob
        {
            Source = new RecordingSource(task.Epoch.Segments, rate, task.Stream.Channels, double.PositiveInfinity, time),
            Name = task.Epoch.StreamId,
            Timeline = task.Timeline,
            Identity = new StreamIdentity(settings.Device, "tune", task.Stream.Recorder, 1, Replay: true, Locate: task.Locate),
            Models = [runner],
            Scores = log,
            Sink = new Nowhere(),
            Workers = workers,
            Counters = new StreamCounters(),
            Time = time,
            EndsInGap = task.EndsInGap,
        }, stop).ConfigureAwait(false);
        return log;
    }

    private sealed class Nowhere : IEventSink
    {
        public void Accept(DetectionEvent detection)
        {
        }

        public void Accept(GapRecord gap)
        {
        }
    }
}
