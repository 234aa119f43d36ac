using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>The way from singer to hydrophone for one bout: distance takes the highs, the surface and the bottom send echoes,
/// and low frequencies ring on for a second or two.</summary>
internal sealed class Water
{
    private const double RingSeconds = 1.6;
    private const int RingEchoes = 220;

    private readonly int _rate;
    private readonly double _cut;
    private readonly (int Delay, double Gain)[] _paths;
    private readonly (int Delay, double Gain)[] _ring;

    /// <summary>Draws a place to sing.</summary>
    public Water(SeededRandom random, int rate)
    {
        _rate = rate;
        _cut = random.Between(1500, 2400);
        // The surface turns the wave's sign; its path is a few milliseconds longer.
        var surface = random.Between(0.003, 0.009);
        var bottom = random.Between(0.02, 0.06);
        _paths =
        [
            (0, 1),
            (Samples(surface), -random.Between(0.35, 0.6)),
            (Samples(bottom), random.Between(0.2, 0.4)),
            (Samples(bottom + surface), -random.Between(0.1, 0.25)),
        ];
        _ring = new (int, double)[RingEchoes];
        for (var i = 0; i < RingEchoes; i++)
        {
            var delay = random.Between(0.04, RingSeconds);
            // 60 dB in 3.5 s; the sum of all echoes lies about 8 dB below the direct sound.
            _ring[i] = (Samples(delay), 0.06 * random.Gaussian() * Math.Pow(10, -3 * delay / 3.5) * Math.Min(1, (RingSeconds - delay) / 0.5));
        }
    }

    /// <summary>What arrives of a sound; longer than the sound by its echoes.</summary>
    public double[] Carry(double[] sound)
    {
        var arrived = new double[sound.Length + Samples(RingSeconds) + Samples(0.1)];
        var distance = Biquad.LowPass(_cut, _rate, 0.5);
        var low = Biquad.LowPass(600, _rate, 0.6);
        var direct = new double[sound.Length];
        var rumble = new double[sound.Length];
        for (var i = 0; i < sound.Length; i++)
        {
            // A quarter of the highs survives: real song shows faint harmonics far above the cut.
            direct[i] = 0.75 * distance.Next(sound[i]) + 0.25 * sound[i];
            rumble[i] = low.Next(sound[i]);
        }

        Add(arrived, direct, _paths);
        Add(arrived, rumble, _ring);
        return arrived;
    }

    private static void Add(double[] sum, double[] sound, (int Delay, double Gain)[] echoes)
    {
        foreach (var (delay, gain) in echoes)
            for (var i = 0; i < sound.Length; i++) sum[i + delay] += gain * sound[i];
    }

    private int Samples(double seconds) => (int)Math.Round(seconds * _rate);
}
