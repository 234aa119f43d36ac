using EdgeAgent.Pipelines.Evaluation;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>Scores what a model sees in image files against truth.</summary>
/// <param name="truths">What is really there.</param>
/// <param name="labels">The model's labels.</param>
internal sealed class ImageEvaluation(ImageTruths truths, IReadOnlyList<string> labels) : IFrameSink
{
    private readonly DetectionEvaluator _boxes = new(labels.Count);
    private readonly LabelEvaluator _labels = new(labels.Count);

    /// <summary>Whether objects are compared; otherwise whole images.</summary>
    public bool HasBoxes => truths.HasBoxes;

    /// <summary>The image file at a position of the stream that is looked at.</summary>
    public Func<long, string>? StillAt { get; set; }

    /// <summary>Images that were looked at, but of which the truth does not say what is there.</summary>
    public int WithoutTruth { get; private set; }

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        var file = StillAt!(result.Frame.Position);
        var layout = result.Frame.Layout;
        if (truths.HasBoxes)
        {
            if (truths.BoxesOf(file, layout.Width, layout.Height) is { } there) _boxes.Add(there, result.Detections);
            else WithoutTruth++;
            return;
        }

        if (truths.LabelsOf(file) is not { } named) WithoutTruth++;
        else if (result.Image is { Scores.Length: > 0 } image) _labels.Add(named, image.Scores);
        else _labels.Add(named, BestOfEach(result));
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss)
    {
    }

    /// <summary>The scores of a class that came, best first.</summary>
    public IReadOnlyList<float> ScoresOf(int label) => truths.HasBoxes ? _boxes.ScoresOf(label) : _labels.ScoresOf(label);

    /// <summary>The figures at a threshold of each class.</summary>
    /// <exception cref="TruthException">None of the images is in the truth.</exception>
    public ImageReport Report(IReadOnlyList<float> thresholds)
    {
        var report = truths.HasBoxes ? _boxes.Report(thresholds) : _labels.Report(thresholds);
        return report.Images > 0 ? report : throw new TruthException($"none of the {WithoutTruth} images is in the truth, which has {truths.Unused} others; check that it names these files.");
    }

    /// <summary>The report of a scoring, for people and machines.</summary>
    public ImageScores Score(IReadOnlyList<float> thresholds) => ImageScores.From(Report(thresholds), labels, truths.HasBoxes, WithoutTruth, truths.Unused);

    // What finds objects says of a picture that it shows a class as surely as of its best object.
    private float[] BestOfEach(in FrameResult result)
    {
        var scores = new float[labels.Count];
        foreach (var found in result.Detections) scores[found.ClassIndex] = Math.Max(scores[found.ClassIndex], found.Score);
        return scores;
    }
}
