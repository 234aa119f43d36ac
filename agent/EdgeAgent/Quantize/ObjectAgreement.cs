using EdgeAgent.Core.Vision;

namespace EdgeAgent.Quantize;

/// <summary>Objects of two models in the same images: pairs of one label that overlap by half, the largest overlap first.</summary>
/// <param name="labels">Number of labels.</param>
internal sealed class ObjectAgreement(int labels)
{
    private const float LeastIou = 0.5f;

    private double _iou;
    private double _delta;
    private int _pairs;

    /// <summary>Images that were compared.</summary>
    public int Images { get; private set; }

    /// <summary>Objects of the first model.</summary>
    public int First { get; private set; }

    /// <summary>Objects of the second.</summary>
    public int Second { get; private set; }

    /// <summary>Largest difference of a pair's scores.</summary>
    public double MaxDelta { get; private set; }

    /// <summary>Mean difference of the pairs' scores.</summary>
    public double MeanDelta => _pairs == 0 ? 0 : _delta / _pairs;

    /// <summary>F1 of one against the other; null when neither told any.</summary>
    public double? F1 => First + Second == 0 ? null : 2.0 * _pairs / (First + Second);

    /// <summary>Mean overlap of the pairs; null when there is none.</summary>
    public double? BoxIou => _pairs == 0 ? null : _iou / _pairs;

    /// <summary>Adds an image.</summary>
    public void Add(Detection[] first, Detection[] second)
    {
        Images++;
        First += first.Length;
        Second += second.Length;
        for (var label = 0; label < labels; label++)
        {
            var (ones, twos) = (first.Where(d => d.ClassIndex == label).ToArray(), second.Where(d => d.ClassIndex == label).ToArray());
            var candidates = (from a in Enumerable.Range(0, ones.Length) from b in Enumerable.Range(0, twos.Length) let iou = ones[a].Box.Iou(twos[b].Box) where iou >= LeastIou orderby iou descending, a, b select (a, b, iou)).ToList();
            var (left, right) = (new bool[ones.Length], new bool[twos.Length]);
            foreach (var (a, b, iou) in candidates)
            {
                if (left[a] || right[b]) continue;
                (left[a], right[b]) = (true, true);
                var delta = Math.Abs(ones[a].Score - twos[b].Score);
                _pairs++;
                _iou += iou;
                _delta += delta;
                MaxDelta = Math.Max(MaxDelta, delta);
            }
        }
    }
}
