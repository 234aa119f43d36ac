using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>
/// Compares detections with truth. Per class and image, from the best score down, a detection finds the object of its class that it overlaps most and that is
/// still free, at an intersection over union of at least 0.5; what finds an ignored object counts neither way.
/// </summary>
public sealed class DetectionEvaluator
{
    private const float LeastIou = 0.5f;

    private readonly int _labels;
    private readonly List<(ImageTruth Truth, Detection[] Detections)> _images = [];
    private readonly List<(float Score, bool Found)>[] _ranked;

    /// <summary>Begins.</summary>
    /// <param name="labels">Number of labels.</param>
    public DetectionEvaluator(int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        _labels = labels;
        _ranked = [.. Enumerable.Range(0, labels).Select(_ => new List<(float, bool)>())];
    }

    /// <summary>Adds an image.</summary>
    /// <param name="truth">What is there.</param>
    /// <param name="detections">What was seen, down to low scores; average precision needs them.</param>
    public void Add(ImageTruth truth, ReadOnlySpan<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(truth);
        var sorted = detections.ToArray().Select((detection, index) => (detection, index)).OrderByDescending(p => p.detection.Score).ThenBy(p => p.index).Select(p => p.detection).ToArray();
        _images.Add((truth, sorted));
        var taken = new bool[truth.Boxes.Count];
        foreach (var detection in sorted)
        {
            var best = Best(truth, detection, taken, wantIgnored: false);
            if (best < 0) best = Best(truth, detection, taken, wantIgnored: true);
            if (best >= 0 && truth.Boxes[best].Ignore) continue;
            if (best >= 0) taken[best] = true;
            _ranked[detection.ClassIndex].Add((detection.Score, best >= 0));
        }
    }

    /// <summary>The figures at one threshold for all classes.</summary>
    public ImageReport Report(float threshold) => Report([.. Enumerable.Repeat(threshold, _labels)]);

    /// <summary>The figures at a threshold of each class, by class index.</summary>
    public ImageReport Report(IReadOnlyList<float> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var classes = Enumerable.Range(0, _labels).Select(label => ReportClass(label, thresholds[label])).ToList();
        var there = classes.Where(c => c.Truths > 0).ToList();
        return new ImageReport(
            _images.Count, classes,
            there.Count == 0 ? null : there.Average(c => c.AveragePrecision ?? 0),
            there.Count == 0 ? null : there.Average(c => c.F1 ?? 0),
            Accuracy: null,
            Confusion(thresholds));
    }

    /// <summary>The scores of a class, best first, down to the lowest that came.</summary>
    /// <param name="label">The class.</param>
    public IReadOnlyList<float> ScoresOf(int label) => [.. _ranked[label].Select(r => r.Score).OrderDescending()];

    // An ignored object may be found many times: a crowd is.
    private static int Best(ImageTruth truth, in Detection detection, bool[] taken, bool wantIgnored)
    {
        var (best, at) = (LeastIou, -1);
        for (var i = 0; i < truth.Boxes.Count; i++)
        {
            var box = truth.Boxes[i];
            if (taken[i] || box.Ignore != wantIgnored || box.ClassIndex != detection.ClassIndex) continue;
            var iou = box.Overlap(detection.Box);
            if (iou > best || (iou >= best && at < 0)) (best, at) = (iou, i);
        }

        return at;
    }

    private ClassReport ReportClass(int label, float threshold)
    {
        var truths = _images.Sum(i => Count(i.Truth, label));
        var ranked = _ranked[label].OrderByDescending(r => r.Score).ToList();
        var (found, wrong) = (ranked.Count(r => r.Found && r.Score >= threshold), ranked.Count(r => !r.Found && r.Score >= threshold));
        var (without, quiet, apart, counted) = (0, 0, 0, 0);
        foreach (var (truth, detections) in _images)
        {
            var (there, seen) = (Count(truth, label), detections.Count(d => d.ClassIndex == label && d.Score >= threshold));
            apart += Math.Abs(seen - there);
            counted += seen;
            if (truth.Boxes.Any(b => b.ClassIndex == label)) continue;
            without++;
            if (seen == 0) quiet++;
        }

        return new ClassReport(
            label, threshold, truths, found, wrong, truths == 0 ? null : RankedScores.AveragePrecision(ranked, truths), without, quiet,
            truths == 0 ? null : (double)apart / truths, truths == 0 ? null : (double)(counted - truths) / truths);
    }

    private static int Count(ImageTruth truth, int label) => truth.Boxes.Count(b => b.ClassIndex == label && !b.Ignore);

    /// <summary>Pairs of any class by their overlap, the largest first.</summary>
    private int[][] Confusion(IReadOnlyList<float> thresholds)
    {
        var matrix = Enumerable.Range(0, _labels + 1).Select(_ => new int[_labels + 1]).ToArray();
        foreach (var (truth, all) in _images)
        {
            var detections = all.Where(d => d.Score >= thresholds[d.ClassIndex]).ToArray();
            var pairs = (from t in Enumerable.Range(0, truth.Boxes.Count) from d in Enumerable.Range(0, detections.Length) let iou = truth.Boxes[t].Box.Iou(detections[d].Box) where iou >= LeastIou orderby iou descending, d, t select (t, d)).ToList();
            var (there, seen) = (new bool[truth.Boxes.Count], new bool[detections.Length]);
            foreach (var (t, d) in pairs)
            {
                if (there[t] || seen[d]) continue;
                (there[t], seen[d]) = (true, true);
                if (!truth.Boxes[t].Ignore) matrix[truth.Boxes[t].ClassIndex][detections[d].ClassIndex]++;
            }

            for (var t = 0; t < there.Length; t++)
                if (!there[t] && !truth.Boxes[t].Ignore) matrix[truth.Boxes[t].ClassIndex][_labels]++;
            for (var d = 0; d < seen.Length; d++)
                if (!seen[d]) matrix[_labels][detections[d].ClassIndex]++;
        }

        return matrix;
    }
}
