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

    /// <summary>The figures at a threshold.</summary>
    public DetectionReport Report(float threshold)
    {
        var classes = Enumerable.Range(0, _labels).Select(label => ReportClass(label, threshold)).ToList();
        var there = classes.Where(c => c.Truths > 0).ToList();
        return new DetectionReport(
            _images.Count, threshold, classes,
            there.Count == 0 ? null : there.Average(c => c.AveragePrecision ?? 0),
            there.Count == 0 ? null : there.Average(c => c.F1 ?? 0),
            Confusion(threshold));
    }

    // An ignored object may be found many times: a crowd is.
    private static int Best(ImageTruth truth, in Detection detection, bool[] taken, bool wantIgnored)
    {
        var (best, at) = (LeastIou, -1);
        for (var i = 0; i < truth.Boxes.Count; i++)
        {
            var box = truth.Boxes[i];
            if (taken[i] || box.Ignore != wantIgnored || box.ClassIndex != detection.ClassIndex) continue;
            var iou = detection.Box.Iou(box.Box);
            if (iou > best || (iou >= best && at < 0)) (best, at) = (iou, i);
        }

        return at;
    }

    private ClassReport ReportClass(int label, float threshold)
    {
        var truths = _images.Sum(i => Count(i.Truth, label));
        var ranked = _ranked[label].OrderByDescending(r => r.Score).ToList();
        var (found, wrong) = (ranked.Count(r => r.Found && r.Score >= threshold), ranked.Count(r => !r.Found && r.Score >= threshold));
        double? precision = found + wrong == 0 ? null : (double)found / (found + wrong);
        double? recall = truths == 0 ? null : (double)found / truths;
        double? f1 = truths + found + wrong == 0 ? null : 2.0 * found / (truths + found + wrong);
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
            label, truths, found, wrong, precision, recall, f1, truths == 0 ? null : AveragePrecision(ranked, truths),
            without == 0 ? null : (double)quiet / without, truths == 0 ? null : (double)apart / truths, truths == 0 ? null : (double)(counted - truths) / truths);
    }

    private static int Count(ImageTruth truth, int label) => truth.Boxes.Count(b => b.ClassIndex == label && !b.Ignore);

    /// <summary>Mean, over recalls 0, 0.01 … 1, of the best precision at that recall or a higher one.</summary>
    private static double AveragePrecision(List<(float Score, bool Found)> ranked, int truths)
    {
        var (precision, recall, found) = (new double[ranked.Count], new double[ranked.Count], 0);
        for (var i = 0; i < ranked.Count; i++)
        {
            if (ranked[i].Found) found++;
            (precision[i], recall[i]) = ((double)found / (i + 1), (double)found / truths);
        }

        for (var i = ranked.Count - 2; i >= 0; i--) precision[i] = Math.Max(precision[i], precision[i + 1]);
        var (sum, at) = (0.0, 0);
        for (var point = 0; point <= 100; point++)
        {
            // Recalls are fractions; a hundredth of them must not be missed by rounding.
            while (at < ranked.Count && recall[at] < (point / 100.0) - 1e-12) at++;
            if (at < ranked.Count) sum += precision[at];
        }

        return sum / 101;
    }

    /// <summary>Pairs of any class by their overlap, the largest first.</summary>
    private int[][] Confusion(float threshold)
    {
        var matrix = Enumerable.Range(0, _labels + 1).Select(_ => new int[_labels + 1]).ToArray();
        foreach (var (truth, all) in _images)
        {
            var detections = all.Where(d => d.Score >= threshold).ToArray();
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
