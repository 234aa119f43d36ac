using System.Globalization;

namespace EdgeAgent.Models.Verification;

/// <summary>
/// The sounds on which a detector has to stay quiet: a dead input, an input with an offset, and noise from far below to far above the sea's.
/// Levels are RMS relative to full scale 1.0, in dB. The same for the same window and rate, everywhere.
/// </summary>
internal static class ProbeSignals
{
    // 32 MB of noise and as much again at a level.
    private const int MostSamples = 8_000_000;

    private static readonly int[] Levels = [-80, -60, -40, -20, -10];

    /// <summary>All probes, made one by one as they are asked for.</summary>
    /// <param name="windowSamples">Samples of a window.</param>
    /// <param name="sampleRate">Rate in Hz.</param>
    /// <param name="windows">Windows of each noise, fewer where they would be very long; steady signals have one.</param>
    public static IEnumerable<ProbeSignal> All(int windowSamples, int sampleRate, int windows)
    {
        windows = Math.Clamp(MostSamples / windowSamples, 1, windows);
        yield return new ProbeSignal("digital silence", [new float[windowSamples]]);
        yield return new ProbeSignal("a constant offset of +0.016", [Constant(windowSamples, 0.016f)]);
        yield return new ProbeSignal("a constant offset of −0.5", [Constant(windowSamples, -0.5f)]);
        foreach (var (name, make) in new (string, Func<float[][]>)[]
        {
            ("white noise", () => White(windowSamples, windows)),
            ("pink noise", () => Pink(windowSamples, windows)),
            ("tonal ship noise", () => Ship(windowSamples, sampleRate, windows)),
        })
        {
            var noise = make();
            foreach (var level in Levels)
                yield return new ProbeSignal(string.Create(CultureInfo.InvariantCulture, $"{name} at −{-level} dBFS"), At(level, noise));
        }
    }

    /// <summary>Windows of one value.</summary>
    public static float[] Constant(int samples, float value)
    {
        var window = new float[samples];
        Array.Fill(window, value);
        return window;
    }

    /// <summary>Noise at a level, clipped at full scale as a converter clips it.</summary>
    /// <param name="level">RMS in dBFS.</param>
    /// <param name="noise">Windows of RMS 1.</param>
    public static float[][] At(int level, float[][] noise)
    {
        var gain = (float)Math.Pow(10, level / 20.0);
        return [.. noise.Select(window => Array.ConvertAll(window, sample => Math.Clamp(sample * gain, -1f, 1f)))];
    }

    /// <summary>White noise of RMS 1.</summary>
    public static float[][] White(int windowSamples, int windows)
    {
        var noise = new SeededNoise(seed: 1);
        return Make(windowSamples, windows, _ => noise.NextNormal());
    }

    /// <summary>Pink noise of RMS 1 by Paul Kellet's filter: −3 dB an octave from a thousandth of the rate up.</summary>
    public static float[][] Pink(int windowSamples, int windows)
    {
        var pink = PinkSource(new SeededNoise(seed: 2));
        return Make(windowSamples, windows, _ => pink());
    }

    /// <summary>A ship of RMS 1: lines at multiples of a 7.3 Hz blade rate and of a 60 Hz generator, over pink noise that swells with the blades.</summary>
    public static float[][] Ship(int windowSamples, int sampleRate, int windows)
    {
        const double Blade = 7.3;
        var noise = new SeededNoise(seed: 3);
        var pink = PinkSource(noise);
        var highest = Math.Min(700.0, 0.45 * sampleRate);
        var lines = new List<(double Frequency, double Amplitude, double Phase)>();
        for (var k = 1; k <= 30 && k * Blade < highest; k++) lines.Add((k * Blade, 1.0 / k, noise.NextUniform()));
        for (var k = 1; k * 60.0 < highest; k++) lines.Add((k * 60.0, 0.7 / k, noise.NextUniform()));
        return Make(windowSamples, windows, position =>
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

    private static float[][] Make(int windowSamples, int windows, Func<long, double> next)
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

        var gain = (float)(1 / Math.Sqrt(Math.Max(power / ((double)windowSamples * windows), 1e-12)));
        foreach (var window in made)
            for (var i = 0; i < window.Length; i++) window[i] *= gain;
        return made;
    }
}
