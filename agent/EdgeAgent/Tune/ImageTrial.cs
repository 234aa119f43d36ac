using EdgeAgent.Configuration;
using EdgeAgent.Core.Vision;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Replay;
using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Replay.Frames;

namespace EdgeAgent.Tune;

/// <summary>Looks at labelled images once, and tells what every threshold makes of the scores.</summary>
internal sealed class ImageTrial(AgentSettings settings, TimeProvider time)
{
    /// <summary>Scores from which objects are taken: the lowest threshold that is tried.</summary>
    private const float LeastScore = 0.01f;

    /// <summary>Tries all thresholds.</summary>
    public async Task<IReadOnlyList<LabelTuning>> RunAsync(TuneRequest request, ResolvedModel resolved, CancellationToken stop)
    {
        var files = InputFinder.Find(request.Inputs, FrameReplay.ImageExtensions);
        if (OpenCvLibrary.WhyMissing() is { } missing) throw new SourceException(files[0], $"{files[0]}: is an image file; {missing}");
        using var model = ImageModels.Open(
            OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary), resolved, reference => new ModelRepository(settings.Repository).Resolve(reference),
            new ModelOptions { Provider = settings.Provider, Threads = settings.Threads, LeastScore = LeastScore });
        var labels = model.Plan.Labels;
        var evaluation = new ImageEvaluation(ImageTruths.Read(request.Truth, labels), labels);
        var counters = new FrameCounters();
        using var runner = new FrameRunner(model, counters);
        using var stills = new StillFiles([.. files], leftOut: null);
        evaluation.StillAt = stills.At;
        await FrameAnalysis.RunAsync(new FrameJob
        {
            Source = ChildVideoSource.File(files[0], time), Stills = stills, Format = new VideoFormat(default, 1, IsMjpeg: true), Runner = runner, Sink = evaluation, Counters = counters, Time = time,
        }, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        var scores = LabelTuning.Grid.Select(threshold => evaluation.Score([.. labels.Select(_ => threshold)]).Labels).ToArray();
        var there = scores[0].Where(l => l.Recall.Of > 0).Select(l => l.Label);
        return [.. there.Select(label =>
        {
            var rules = model.Package.Manifest.RulesFor(label);
            var points = LabelTuning.Grid.Zip(scores, (threshold, all) => (threshold, Of: all.First(l => l.Label == label)))
                .Select(p => new TunePoint(p.threshold, p.Of.Recall, p.Of.Precision, p.Of.Specificity, null)).ToArray();
            return LabelTuning.Choose(label, rules.High, rules.Low, points, request.TargetRecall);
        })];
    }
}
