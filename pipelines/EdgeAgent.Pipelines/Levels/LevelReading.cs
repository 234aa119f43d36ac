using System.Numerics;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>What was measured over one interval of about a second. Samples are at ±1.</summary>
/// <param name="First">Position of the first sample frame in its epoch.</param>
/// <param name="Frames">Sample frames.</param>
/// <param name="Power">Mean square, the DC offset included.</param>
/// <param name="Dc">Mean.</param>
/// <param name="FloorPower">10th percentile of the variances of the interval's tiles.</param>
/// <param name="Min">Smallest sample.</param>
/// <param name="Max">Largest sample.</param>
/// <param name="Clipped">Samples that were cut off.</param>
/// <param name="Held">Samples in long runs of identical ones, zeros apart.</param>
/// <param name="LongestRun">Longest run of identical samples that reaches into the interval, sample frames, from where it began; 0 when none is long.</param>
/// <param name="ChangedBits">Bits that were 0 in some sample and 1 in another, as whole numbers of <see cref="TileLevels.BitScale"/>.</param>
internal readonly record struct LevelReading(long First, int Frames, double Power, double Dc, double FloorPower, float Min, float Max, int Clipped, int Held, long LongestRun, int ChangedBits)
{
    /// <summary>Mean square about the mean.</summary>
    public double SoundPower => Math.Max(0, Power - (Dc * Dc));

    /// <summary>Largest magnitude.</summary>
    public float Peak => Math.Max(Math.Abs(Min), Math.Abs(Max));

    /// <summary>Position behind the last sample frame.</summary>
    public long Next => First + Frames;

    /// <summary>Part of the samples that were cut off, 0..1.</summary>
    public double ClippedShare => (double)Clipped / Frames;

    /// <summary>Part of the samples in long runs, 0..1.</summary>
    public double HeldShare => (double)Held / Frames;

    /// <summary>Whether every sample has the same value.</summary>
    public bool IsConstant => Min == Max;

    /// <summary>
    /// The weight of a bit that never changed though smaller and larger ones did; 0 when there is none.
    /// Sound that is spread over whole numbers changes every bit from the smallest in use up to the one that tells its two ends apart: a hole in between is a fault,
    /// where the samples of every tile are spread so far that the bit must have changed.
    /// </summary>
    public double StuckBitWeight
    {
        get
        {
            // A missing bit alone moves half of the samples by its weight: they lie half of it from their mean.
            const double spread = 4;
            var changed = (uint)ChangedBits;
            if (changed == 0) return 0;
            var within = uint.MaxValue << BitOperations.TrailingZeroCount(changed) & uint.MaxValue >> BitOperations.LeadingZeroCount(changed);
            var holes = within & ~changed;
            if (holes == 0) return 0;
            var weight = (double)(1u << BitOperations.Log2(holes)) / TileLevels.BitScale;
            return weight <= spread * Math.Sqrt(FloorPower) ? weight : 0;
        }
    }
}
