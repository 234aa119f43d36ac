namespace EdgeAgent.Tests.Functional;

/// <summary>Deterministic sound with calls in it: tones of random length and level over faint noise.</summary>
internal static class SongMaker
{
    /// <summary>Makes 16-bit samples.</summary>
    /// <param name="seconds">Length.</param>
    /// <param name="rate">Sample frames per second.</param>
    /// <param name="calls">Begin and end of each call, in seconds.</param>
    /// <param name="seed">Level of the calls and the noise.</param>
    public static short[] Make(double seconds, int rate, IReadOnlyList<(double Begin, double End)> calls, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new short[(int)Math.Round(seconds * rate)];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)random.Next(-160, 161);
        foreach (var (begin, end) in calls)
        {
            var level = 0.15 + (0.35 * random.NextDouble());
            var tremolo = 0.5 + random.NextDouble();
            var last = Math.Min(samples.Length, (int)(end * rate));
            for (var i = (int)(begin * rate); i < last; i++)
            {
                var t = (double)i / rate;
                var tone = level * (1 + (0.3 * Math.Sin(2 * Math.PI * tremolo * t))) * Math.Sin(2 * Math.PI * 300 * t);
                samples[i] = (short)Math.Clamp(samples[i] + (32767 * tone), -32768, 32767);
            }
        }

        return samples;
    }

    /// <summary>Calls of 2 to 5 s with 2.5 to 5 s between.</summary>
    public static List<(double Begin, double End)> Calls(double seconds, int seed = 2)
    {
        var random = new Random(seed);
        var calls = new List<(double Begin, double End)>();
        for (var at = 3.0; at < seconds - 8; at = calls[^1].End + 2.5 + (2.5 * random.NextDouble()))
            calls.Add((at, at + 2 + (3 * random.NextDouble())));
        return calls;
    }
}
