namespace EdgeAgent.Synthesis.Noises;

/// <summary>Bends samples near full scale so that none is cut off: below the knee nothing changes, no result reaches ±1.</summary>
internal static class SoftLimiter
{
    private const double Knee = 0.8;
    private const double Room = 0.19;

    /// <summary>The largest magnitude that a 16-bit file holds with room to round; louder sound is limited.</summary>
    public const double Ceiling = 0.999;

    /// <summary>The limited sample.</summary>
    public static double Limit(double sample)
    {
        var beyond = Math.Abs(sample) - Knee;
        return beyond <= 0 ? sample : Math.CopySign(Knee + Room * Math.Tanh(beyond / Room), sample);
    }
}
