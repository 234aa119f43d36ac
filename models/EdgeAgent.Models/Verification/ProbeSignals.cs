using System.Globalization;

namespace EdgeAgent.Models.Verification;

/// <summary>
/// The sounds on which a detector has to stay quiet: a dead input, an input with an offset, and noise from far below to far above the sea's.
/// Levels are RMS relative to full scale 1.0, in dB. The same for the same window and rate, everywhere.
/// </summary>
internal static class ProbeSignals
{
    private static readonly int[] Levels = [-80, -60, -40, -20, -10];

    /// <summary>All probes, made one by one as they are asked for.</summary>
    /// <param name="windowSamples">Samples of a window.</param>
    /// <param name="sampleRate">Rate in Hz.</param>
    /// <param name="windows">Windows of each noise; steady signals have one.</param>
    public static IEnumerable<ProbeSignal> All(int windowSamples, int sampleRate, int windows)
    {
        yield return new ProbeSignal("digital silence", [new float[windowSamples]]);
        yield return new ProbeSignal("a constant offset of +0.016", [Constant(windowSamples, 0.016f)]);
        yield return new ProbeSignal("a constant offset of −0.5", [Constant(windowSamples, -0.5f)]);
        foreach (var level in Levels) yield return new ProbeSignal($"white noise at {Text(level)}", White(windowSamples, windows, level));
        foreach (var level in Levels) yield return new ProbeSignal($"pink noise at {Text(level)}", Pink(windowSamples, windows, level));
        foreach (var level in Levels) yield return new ProbeSignal($"tonal ship noise at {Text(level)}", Ship(windowSamples, sampleRate, windows, level));
    }

    /// <summary>Windows of one value.</summary>
    public static float[] Constant(int samples, float value)
    {
        var window = new float[samples];
        Array.Fill(window, value);
        return window;
    }

    /// <summary>White noise.</summary>
    public static IReadOnlyList<float[]> White(int windowSamples, int windows, int level)
    {
        var noise = new SeededNoise(Seed(1, level));
        return Make(windowSamples, windows, level, _ => noise.NextNormal());
    }

    /// <summary>Pink noise by Paul Kellet's filter: −3 dB an octave from a thousandth of the rate up.</summary>
    public static IReadOnlyList<float[]> Pink(int windowSamples, int windows, int level)
    {
        var pink = PinkSource(new SeededNoise(Seed(2, level)));
        return Make(windowSamples, windows, level, _ => pink());
    }

    /// <summary>A ship: lines at multiples of a 7.3 Hz blade rate and of a 60 Hz generator, over pink noise that swells with the blades.</summary>
    public static IReadOnlyList<float[]> Ship(int windowSamples, int sampleRate, int windows, int level)
    {
        const double Blade = 7.3;
        var noise = new SeededNoise(Seed(3, level));
        var pink = PinkSource(noise);
        var highest = Math.Min(700.0, 0.45 * sampleRate);
        var lines = new List<(double Frequency, double Amplitude, double Phase)>();
        for (var k = 1; k * Blade < highest && k <= 60; k++) lines.Add((k * Blade, 1.0 / k, noise.NextUniform()));
        for (var k = 1; k * 60.0 < highest; k++) lines.Add((k * 60.0, 0.7 / k, noise.NextUniform()));
        return Make(windowSamples, windows, level, position =>
        {
            var time = (double)position / sampleRate;
            var sum = 0.5 * (1 + (0.5 * Math.Sin(2 * Math.PI * Blade * time))) * pink();
            foreach (var (frequency, amplitude, phase) in lines)
                sum += amplitude * Math.Sin(2 * Math.PI * ((frequency * time) + phase));
            return sum;
        });
    }

    private static Func<double> PinkSource(SeededNoise noise)
    {
        double b0 = 0, b1 = 0, b2 = 0;
        return () =>
        {
            var white = noise.NextNormal();
            b0 = (0.99765 * b0) + (white * 0.0990460);
            b1 = (0.96300 * b1) + (white * 0.2965164);
            b2 = (0.57000 * b2) + (white * 1.0526913);
            return b0 + b1 + b2 + (white * 0.1848);
        };
    }

    private static float[][] Make(int windowSamples, int windows, int level, Func<long, double> next)
    {
        var made = new float[windows][];
        var power = 0.0;
        for (var w = 0; w < windows; w++)
        {
            made[w] = new float[windowSamples];
            for (var i = 0; i < windowSamples; i++)
            {
                var sample = next(((long)w * windowSamples) + i);
                power += sample * sample;
                made[w][i] = (float)sample;
            }
        }

        var rms = Math.Sqrt(power / ((double)windowSamples * windows));
        var gain = (float)(Math.Pow(10, level / 20.0) / Math.Max(rms, 1e-12));
        foreach (var window in made)
            for (var i = 0; i < window.Length; i++) window[i] = Math.Clamp(window[i] * gain, -1f, 1f);
        return made;
    }

    private static ulong Seed(int colour, int level) => ((ulong)colour << 32) + (uint)-level;

    private static string Text(int level) => string.Create(CultureInfo.InvariantCulture, $"−{-level} dBFS");
}
