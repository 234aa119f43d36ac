using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation.Counting;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>The digest of the configuration that changes what events come of frames: which frames are looked at, every label's rules, limits, zones and masks.</summary>
public static class FrameRulesDigest
{
    /// <summary>Computes the digest.</summary>
    /// <param name="labels">Labels by class index.</param>
    /// <param name="scores">Rules of scores by class index; used where whole pictures are classified.</param>
    /// <param name="tracks">Rules of objects; used where objects are followed.</param>
    /// <param name="frameRateLimit">Frames a second that are analysed; 0 for all.</param>
    /// <param name="motion">Leaves out still scenes; null looks at every frame.</param>
    /// <param name="tiles">Cuts frames into tiles; null for whole frames.</param>
    /// <param name="counting">How objects in fields of view are counted; null where they are followed.</param>
    /// <returns><c>sha256:</c> and 64 hex digits.</returns>
    public static string Create(IReadOnlyList<string> labels, IReadOnlyList<EventRules> scores, TrackRules tracks, double frameRateLimit, MotionOptions? motion, TileOptions? tiles, CountOptions? counting = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(tracks);
        var text = new StringBuilder();
        Line(text, $"frames {frameRateLimit:R}");
        if (motion is not null)
        {
            Line(text, $"motion {motion.Sensitivity:R} {motion.MinArea:R} {motion.HoldFrames} {motion.RefreshFrames} {string.Join(';', motion.Ignore)}");
            foreach (var mask in motion.Masks) Line(text, $"motion mask {Corners(mask)}");
        }

        if (tiles is not null) Line(text, $"tiles {tiles.Width} {tiles.Height} {tiles.Overlap:R} {tiles.EmptyBelow:R} {tiles.FullFrame}");
        if (counting is { Sampler: var sampler })
        {
            Line(text, $"counting {counting.Interval.Ticks} {counting.MinSharpness:R} {counting.MaxWhite:R} {counting.MaxCover:R} {counting.MaxLikeness:R}");
            Line(text, $"sampler {sampler.FlowLitersPerMinute:R} {sampler.ExposureMinutes:R} {sampler.DepositSquareMillimeters:R} {sampler.MicrometersPerPixel:R} {Numbers(sampler.BlankPerSquareMillimeter)} {Numbers(sampler.Recall)}");
        }

        Line(text, $"tracks {tracks.MinIou:R} {tracks.Reach:R} {tracks.ConfirmDetections} {tracks.MedianOf} {tracks.MaxMissingSeconds:R} {tracks.MaxUnconfirmedMissingSeconds:R} {tracks.StationarySeconds:R} {tracks.StationaryIou:R} {tracks.UpdateSeconds:R} {tracks.MaxSeconds:R} {tracks.PathStep:R} {tracks.MaxPathPoints}");
        foreach (var zone in tracks.Zones) Line(text, $"zone {zone.Name} {Corners(zone.Area)} {string.Join(',', zone.Classes)} {zone.Required} {zone.Inertia}");
        foreach (var mask in tracks.Masks) Line(text, $"mask {Corners(mask)}");
        for (var i = 0; i < labels.Count; i++)
        {
            var (rules, limits) = (scores[i], tracks.LimitsOf(i));
            Line(text, $"{labels[i]}\n{rules.Report} {rules.High:R} {rules.Low:R} {rules.Smoothing}:{rules.SmoothingWindows} {rules.Confirm}/{rules.ConfirmOf} {rules.MinSeconds:R} {rules.MergeGapSeconds:R} {rules.MaxSeconds:R}");
            Line(text, $"{limits.Report} {limits.MinScore:R} {limits.ContinueScore:R} {limits.ConfirmScore:R} {limits.MinArea:R} {limits.MaxArea:R} {limits.MinRatio:R} {limits.MaxRatio:R} {limits.MaxTracks}");
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Numbers(IEnumerable<double> numbers) => string.Join(',', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)));

    private static string Corners(Polygon polygon) => string.Join(' ', polygon.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:R},{p.Y:R}")));
}
