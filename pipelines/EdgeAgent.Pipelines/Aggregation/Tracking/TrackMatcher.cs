using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>Finds which detection is which track: by overlap with where the track should be, then by distance for objects that jump further than their box.</summary>
internal sealed class TrackMatcher(TrackRules rules)
{
    // What can't be the same object; larger than any sum of possible costs.
    private const double Impossible = 1e6;

    private readonly Assignment _assignment = new();
    private double[] _cost = [];

    /// <summary>Matches.</summary>
    /// <param name="tracks">Tracks, predicted to this image.</param>
    /// <param name="detections">Detections.</param>
    /// <param name="trackOf">The track of each detection, or −1; those that are not −1 at the start are left alone.</param>
    /// <param name="eligible">Whether a detection takes part in this round.</param>
    /// <param name="taken">Whether a track has its detection; filled.</param>
    public void Match(List<Track> tracks, ReadOnlySpan<Detection> detections, Span<int> trackOf, ReadOnlySpan<bool> eligible, Span<bool> taken)
    {
        if (tracks.Count == 0 || detections.Length == 0) return;
        var tracksAsRows = tracks.Count <= detections.Length;
        var (rows, columns) = tracksAsRows ? (tracks.Count, detections.Length) : (detections.Length, tracks.Count);
        if (_cost.Length < rows * columns) _cost = new double[rows * columns];
        for (var t = 0; t < tracks.Count; t++)
        {
            var predicted = tracks[t].Motion.Box;
            for (var d = 0; d < detections.Length; d++)
            {
                var possible = !taken[t] && trackOf[d] < 0 && eligible[d] && detections[d].ClassIndex == tracks[t].ClassIndex;
                _cost[tracksAsRows ? (t * columns) + d : (d * columns) + t] = possible ? Cost(predicted, detections[d].Box) : Impossible;
            }
        }

        var columnOf = _assignment.Solve(_cost.AsSpan(0, rows * columns), rows, columns);
        for (var row = 0; row < rows; row++)
        {
            if (_cost[(row * columns) + columnOf[row]] >= Impossible) continue;
            var (track, detection) = tracksAsRows ? (row, columnOf[row]) : (columnOf[row], row);
            (trackOf[detection], taken[track]) = (track, true);
        }
    }

    /// <summary>0 for the same box, up to 1 by overlap, up to 2 by distance alone.</summary>
    private double Cost(in ImageBox predicted, in ImageBox box)
    {
        var iou = predicted.Iou(box);
        var size = Math.Max(1, 0.25f * (predicted.Width + predicted.Height + box.Width + box.Height));
        var (x, y) = (predicted.CenterX - box.CenterX, predicted.CenterY - box.CenterY);
        var distance = Math.Sqrt((x * x) + (y * y)) / size;

        // A half-hidden object overlaps little but is near; equal overlaps are told apart by distance.
        if (iou >= rules.MinIou) return (0.7 * (1 - iou)) + (0.3 * Math.Min(1, distance));
        return distance <= rules.Reach && Alike(predicted, box) ? 1 + (distance / Math.Max(rules.Reach, 1e-6)) : Impossible;
    }

    private static bool Alike(in ImageBox a, in ImageBox b)
    {
        var ratio = a.Area / Math.Max(1e-6f, b.Area);
        return ratio is > 0.33f and < 3;
    }
}
