namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>Compares the classes of whole images with truth. A class is found in an image when its score reaches the threshold of the class; confusion goes by the best class of each image.</summary>
/// <param name="labels">Number of labels.</param>
public sealed class LabelEvaluator(int labels)
{
    private readonly List<(int[] Truth, float[] Scores)> _images = [];

    /// <summary>Adds an image.</summary>
    /// <param name="truth">Indices of the labels that are there.</param>
    /// <param name="scores">The score of every class, by class index.</param>
    public void Add(IReadOnlyList<int> truth, ReadOnlySpan<float> scores)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (scores.Length != labels) throw new ArgumentException($"there are {scores.Length} scores of {labels} labels", nameof(scores));
        _images.Add(([.. truth.Distinct()], scores.ToArray()));
    }

    /// <summary>The scores of a class, best first.</summary>
    /// <param name="label">The class.</param>
    public IReadOnlyList<float> ScoresOf(int label) => [.. _images.Select(i => i.Scores[label]).OrderDescending()];

    /// <summary>The figures at a threshold of each class, by class index.</summary>
    public ImageReport Report(IReadOnlyList<float> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var classes = Enumerable.Range(0, labels).Select(label => ReportClass(label, thresholds[label])).ToList();
        var there = classes.Where(c => c.Truths > 0).ToList();
        return new ImageReport(
            _images.Count, classes,
            there.Count == 0 ? null : there.Average(c => c.AveragePrecision ?? 0),
            there.Count == 0 ? null : there.Average(c => c.F1 ?? 0),
            _images.Count(i => i.Truth.Length > 0) is > 0 and var named ? _images.Count(i => i.Truth.Contains(Best(i.Scores))) / (double)named : null,
            Confusion(thresholds));
    }

    private static int Best(float[] scores) => Array.IndexOf(scores, scores.Max());

    private ClassReport ReportClass(int label, float threshold)
    {
        var (truths, found, wrong) = (0, 0, 0);
        foreach (var (truth, scores) in _images)
        {
            var (there, seen) = (truth.Contains(label), scores[label] >= threshold);
            if (there) truths++;
            if (there && seen) found++;
            if (!there && seen) wrong++;
        }

        var ranked = _images.Select(i => (Score: i.Scores[label], Found: i.Truth.Contains(label))).OrderByDescending(r => r.Score).ToList();
        var without = _images.Count - truths;
        return new ClassReport(label, threshold, truths, found, wrong, truths == 0 ? null : RankedScores.AveragePrecision(ranked, truths), without, without - wrong, null, null);
    }

    // A best class below its threshold is no class. An image of several classes counts for each that it has.
    private int[][] Confusion(IReadOnlyList<float> thresholds)
    {
        var matrix = Enumerable.Range(0, labels + 1).Select(_ => new int[labels + 1]).ToArray();
        foreach (var (truth, scores) in _images)
        {
            var best = Best(scores);
            var taken = scores[best] >= thresholds[best] ? best : labels;
            if (truth.Contains(taken)) matrix[taken][taken]++;
            else foreach (var label in truth.DefaultIfEmpty(labels)) matrix[label][taken]++;
        }

        return matrix;
    }
}
