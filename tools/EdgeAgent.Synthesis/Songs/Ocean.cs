using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>The ocean without a whale: a spectrum that falls with frequency (Wenz 1962), wind that swells, a ship far off, a few snaps.</summary>
internal static class Ocean
{
    /// <summary>Level of the ocean in dB below full scale, root mean square.</summary>
    public const double LevelDbfs = -45;

    private const double JoinSeconds = 2;

    /// <summary>The ocean's samples.</summary>
    /// <param name="samples">How many.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="loopable">Join the end to the start: what would follow the end is faded into the beginning, at constant power.</param>
    public static double[] Create(int samples, ulong seed, int rate, bool loopable)
    {
        var random = new SeededRandom(seed, RandomPurpose.Ocean);
        var join = loopable ? (int)(JoinSeconds * rate) : 0;
        var sound = new double[samples];
        var sea = new Sea(random, rate);
        for (var i = 0; i < samples; i++) sound[i] = sea.Next();
        for (var i = 0; i < join; i++)
        {
            var (rise, fall) = Math.SinCos(Math.PI / 2 * (i + 1) / (join + 1));
            sound[i] = rise * sound[i] + fall * sea.Next();
        }

        double power = 0;
        foreach (var sample in sound) power += sample * sample;
        var gain = Math.Sqrt(Decibels.ToPower(LevelDbfs) * samples / power);
        for (var i = 0; i < samples; i++) sound[i] *= gain;
        return sound;
    }
}
