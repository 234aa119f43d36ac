using System.Numerics;

namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>The power of sound over time and frequency, one value a pixel of a picture.</summary>
/// <remarks>
/// A Hann window of about a tenth of a second, or longer where rows lie closer than its bins; frames overlap by half at least, so that no short call falls between them. Each column is the mean power of the frames whose
/// centres lie in it, each row the loudest of the bins that it covers or, where bins are wider than rows, between two of them.
/// </remarks>
internal static class PowerGrid
{
    /// <summary>No sound at all, dB.</summary>
    public const float Nothing = -200;

    private const double WindowSeconds = 0.08;

    /// <summary>Measures it.</summary>
    /// <param name="samples">Samples at ±1.</param>
    /// <param name="rate">Sample frames a second.</param>
    /// <param name="top">Highest frequency, Hz.</param>
    /// <param name="columns">Width, ≥ 1.</param>
    /// <param name="rows">Height, ≥ 1.</param>
    /// <returns>Power spectral density, dB re full scale² per Hz (one-sided), row by row from the highest frequency.</returns>
    public static float[] Measure(ReadOnlySpan<float> samples, int rate, double top, int columns, int rows)
    {
        var size = WindowSize(rate, top, rows);
        var transform = new FastFourier(size);
        var window = new float[size];
        for (var i = 0; i < size; i++) window[i] = (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / size)));
        var scale = 2.0 / (rate * window.Sum(w => (double)w * w));
        var (real, imaginary, power) = (new float[size], new float[size], new double[size / 2]);
        var grid = new float[columns * rows];
        for (var column = 0; column < columns; column++)
        {
            Array.Clear(power);
            var from = (double)samples.Length * column / columns;
            var width = (double)samples.Length / columns;
            var frames = (int)Math.Max(1, Math.Ceiling(width / (size / 2.0)));
            for (var frame = 0; frame < frames; frame++)
            {
                Cut(samples, window, (long)(from + (width * (frame + 0.5) / frames)) - (size / 2), real);
                Array.Clear(imaginary);
                transform.Transform(real, imaginary);
                for (var bin = 0; bin < power.Length; bin++) power[bin] += ((real[bin] * real[bin]) + (imaginary[bin] * imaginary[bin])) * scale / frames;
            }

            for (var row = 0; row < rows; row++)
            {
                var low = top * (rows - 1 - row) / rows * size / rate;
                grid[(row * columns) + column] = Level(power, low, low + (top / rows * size / rate));
            }
        }

        return grid;
    }

    private static int WindowSize(int rate, double top, int rows)
    {
        var bins = Math.Max(rate * WindowSeconds, rate / top * rows);
        return (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(bins, 256, 32768));
    }

    private static void Cut(ReadOnlySpan<float> samples, ReadOnlySpan<float> window, long start, Span<float> frame)
    {
        for (var i = 0; i < frame.Length; i++)
        {
            var at = start + i;
            var sample = at >= 0 && at < samples.Length ? samples[(int)at] : 0;
            frame[i] = float.IsFinite(sample) ? sample * window[i] : 0;
        }
    }

    private static float Level(ReadOnlySpan<double> power, double low, double high)
    {
        var first = (int)Math.Ceiling(low);
        var last = (int)Math.Floor(high);
        double value;
        if (last - first >= 1)
        {
            value = 0;
            for (var bin = first; bin <= Math.Min(last, power.Length - 1); bin++) value = Math.Max(value, power[bin]);
        }
        else
        {
            var centre = Math.Min((low + high) / 2, power.Length - 1);
            var below = (int)centre;
            var above = Math.Min(below + 1, power.Length - 1);
            value = power[below] + ((power[above] - power[below]) * (centre - below));
        }

        return value > 1e-20 ? (float)(10 * Math.Log10(value)) : Nothing;
    }
}
