namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Samples of a synthetic signal by position: any of them can be asked for, in any order.</summary>
internal sealed class SyntheticWave(SyntheticSignal signal, int rate, int seed)
{
    private const double ChirpEverySeconds = 5;
    private const double ChirpSeconds = 1;

    private readonly double _tone = Math.Min(1000, rate / 10.0);

    /// <summary>The sample at a position, ±1 full scale.</summary>
    public float Sample(long position) => signal switch
    {
        SyntheticSignal.Tone => (float)(0.1 * Math.Sin(2 * Math.PI * Cycles(_tone, position))),
        SyntheticSignal.Noise => 0.1f * Noise(position),
        _ => (0.00316f * Noise(position)) + Chirp(position),
    };

    // Whole seconds hold whole cycles, so that a long run loses no precision.
    private double Cycles(double frequency, long position) => frequency * (position % rate) / rate % 1;

    // A sweep over an octave with a raised-cosine envelope: phase(t) = 2π (f t + f t² / 2T).
    private float Chirp(long position)
    {
        var t = position % (long)(ChirpEverySeconds * rate) / (double)rate;
        if (t >= ChirpSeconds) return 0;
        var phase = 2 * Math.PI * _tone / 2 * (t + (t * t / (2 * ChirpSeconds)));
        return (float)(0.4 * 0.5 * (1 - Math.Cos(2 * Math.PI * t / ChirpSeconds)) * Math.Sin(phase));
    }

    // SplitMix64's finalizer over position and seed, uniform in ±1.
    private float Noise(long position)
    {
        var z = (ulong)position + ((ulong)(uint)seed << 40) + 0x9e3779b97f4a7c15UL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        z ^= z >> 31;
        return ((z >> 40) / (float)(1 << 23)) - 1;
    }
}
