using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Windows;

/// <summary>
/// Where in a stream a rate converter may begin so that it soon gives the very bits of one that heard the stream from its start: at the multiples of a period, after a run-in.
/// </summary>
/// <remarks>
/// libsoxr filters in blocks (overlap-save FFT), and its sums round differently where the blocks lie differently: from a start within a period, its samples are a few 10⁻⁷ off.
/// It does not tell its block lengths. They are read off the times at which output appears, and proven on noise; once for each pair of rates.
/// </remarks>
/// <param name="Frames">The period in source sample frames; a multiple of the step at which samples of both rates coincide.</param>
/// <param name="RunIn">Source sample frames after which the bits are the same.</param>
/// <param name="IsExact">Whether they are; else (no period of at most <see cref="LongestSeconds"/>) <paramref name="Frames"/> is only the step of coinciding samples.</param>
internal readonly record struct RatePeriod(long Frames, long RunIn, bool IsExact)
{
    /// <summary>Longer periods are not looked for: samples of that time would have to be remembered.</summary>
    public const int LongestSeconds = 12;

    /// <summary>No filter of libsoxr's high quality reaches further in any usual pair of rates; measured run-ins are below 0.9 s, most below 0.1 s.</summary>
    private const int SettledSeconds = 2;

    private static readonly ConcurrentDictionary<(int Source, int Model), Lazy<RatePeriod>> Known = new();

    /// <summary>The period of a pair of rates. The first call for a pair takes some 0.1 s of work.</summary>
    public static RatePeriod Of(int sourceRate, int modelRate) => sourceRate == modelRate
        ? new RatePeriod(1, 0, IsExact: true)
        : Known.GetOrAdd((sourceRate, modelRate), static pair => new Lazy<RatePeriod>(() => Measure(pair.Source, pair.Model))).Value;

    private static RatePeriod Measure(int sourceRate, int modelRate)
    {
        var divisor = Divisor(sourceRate, modelRate);
        var (step, given) = (sourceRate / divisor, modelRate / divisor);
        var approximate = new RatePeriod(step, (long)SettledSeconds * sourceRate, IsExact: false);
        var steps = BlockPeriod(sourceRate, modelRate, step, given);
        if (steps == 0) return approximate;

        var period = (long)steps * step;
        var noise = Noise((int)period + (3 * SettledSeconds * sourceRate));
        var whole = Convert(sourceRate, modelRate, noise);
        var later = Convert(sourceRate, modelRate, noise.AsSpan((int)period));
        var same = MemoryMarshal.AsBytes(whole.AsSpan(steps * given, later.Count)).SequenceEqual(MemoryMarshal.AsBytes(later.Samples.AsSpan(0, later.Count)));
        var differs = same ? 0 : LastDifference(whole.AsSpan(steps * given), later);
        // What noise shows is the filter's reach but for its faintest end: twice that is beyond it.
        return differs > SettledSeconds * modelRate ? approximate : new RatePeriod(period, (2L * differs * sourceRate / modelRate) + step + 64, IsExact: true);
    }

    // Output comes a block at a time: the shortest shift after which the pattern repeats, in steps; 0 when there is none.
    private static int BlockPeriod(int sourceRate, int modelRate, int step, int given)
    {
        var count = (int)((2L * (LongestSeconds + SettledSeconds) * sourceRate) / step);
        var totals = new long[count + 1];
        var input = new float[step];
        var output = new float[(given * 2) + (modelRate * SettledSeconds)];
        using var converter = new SoxrRate(sourceRate, modelRate);
        for (var i = 0; i < count; i++)
        {
            totals[i + 1] = totals[i];
            for (ReadOnlySpan<float> rest = input; !rest.IsEmpty;)
            {
                converter.Process(rest, output, out var consumed, out var produced);
                totals[i + 1] += produced;
                rest = rest[consumed..];
            }
        }

        var first = (int)((long)SettledSeconds * sourceRate / step) + 1;
        var longest = (int)((long)LongestSeconds * sourceRate / step);
        for (var period = 1; period <= longest; period++)
            if (Repeats(totals, first, period, (long)period * given)) return period;
        return 0;
    }

    private static bool Repeats(long[] totals, int first, int period, long rise)
    {
        for (var i = first; i + period < totals.Length; i++)
            if (totals[i + period] - totals[i] != rise) return false;
        return true;
    }

    private static Converted Convert(int sourceRate, int modelRate, ReadOnlySpan<float> input)
    {
        var samples = new float[(int)((long)input.Length * modelRate / sourceRate) + 8192];
        var count = 0;
        using var converter = new SoxrRate(sourceRate, modelRate);
        while (!input.IsEmpty)
        {
            converter.Process(input, samples.AsSpan(count), out var consumed, out var produced);
            input = input[consumed..];
            count += produced;
        }

        return new Converted(samples, count);
    }

    private static long LastDifference(ReadOnlySpan<float> whole, Converted later)
    {
        for (var i = later.Count - 1; i >= 0; i--)
            if (BitConverter.SingleToInt32Bits(whole[i]) != BitConverter.SingleToInt32Bits(later.Samples[i])) return i + 1;
        return 0;
    }

    private static float[] Noise(int length)
    {
        var noise = new float[length];
        var state = 1u;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1664525) + 1013904223;
            noise[i] = ((state >> 8) / (float)(1 << 24)) - 0.5f;
        }

        return noise;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    private readonly record struct Converted(float[] Samples, int Count)
    {
        public Span<float> AsSpan(int start) => Samples.AsSpan(start, Count - start);

        public Span<float> AsSpan(int start, int length) => Samples.AsSpan(start, Math.Min(length, Count - start));
    }
}
