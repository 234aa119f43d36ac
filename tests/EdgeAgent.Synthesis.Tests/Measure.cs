using EdgeAgent.Synthesis.Noises;

namespace EdgeAgent.Synthesis.Tests;

/// <summary>Plays noises and measures sound, by other means than the code under test.</summary>
internal static class Measure
{
    public static double[] Play(NoiseKind kind, double level, double seconds, ulong seed = 1, int rate = 10000)
    {
        var samples = new List<double>();
        new NoiseRecording(kind, level, (long)(seconds * rate), seed, rate, TestContext.Current.CancellationToken).Play(block =>
        {
            foreach (var sample in block) samples.Add(sample);
        }, TestContext.Current.CancellationToken);
        return [.. samples];
    }

    public static double Power(ReadOnlySpan<double> samples)
    {
        double sum = 0;
        foreach (var sample in samples) sum += sample * sample;
        return sum / samples.Length;
    }

    public static double Level(ReadOnlySpan<double> samples) => 10 * Math.Log10(Power(samples));

    /// <summary>Mean square within a band: a sharp windowed-sinc band-pass, then the mean of squares.</summary>
    public static double BandPower(ReadOnlySpan<double> samples, double low, double high, double rate)
    {
        const int half = 400;
        var taps = new double[2 * half + 1];
        for (var i = -half; i <= half; i++)
        {
            var ideal = i == 0 ? 2 * (high - low) / rate : (Math.Sin(2 * Math.PI * high * i / rate) - Math.Sin(2 * Math.PI * low * i / rate)) / (Math.PI * i);
            taps[i + half] = ideal * (0.54 + 0.46 * Math.Cos(Math.PI * i / half));
        }

        double sum = 0;
        for (var at = 0; at < samples.Length; at++)
        {
            double value = 0;
            for (var k = Math.Max(0, half - at); k < taps.Length && at + k - half < samples.Length; k++) value += taps[k] * samples[at + k - half];
            sum += value * value;
        }

        return sum / samples.Length;
    }
}
