using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Pipelines.Tests.Levels;

/// <summary>Sounds to judge.</summary>
internal static class Sounds
{
    /// <summary>White noise of this RMS level, dBFS.</summary>
    public static float[] Noise(int frames, double db, int seed = 1)
    {
        var random = new Random(seed);
        var rms = Math.Pow(10, db / 20);
        var samples = new float[frames];
        for (var i = 0; i < frames; i++)
        {
            // Box and Muller's normal deviates.
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            samples[i] = (float)(rms * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return samples;
    }

    /// <summary>A sine of this amplitude.</summary>
    public static float[] Sine(int frames, int rate, double hertz, double amplitude, double offset = 0)
    {
        var samples = new float[frames];
        for (var i = 0; i < frames; i++) samples[i] = (float)(offset + (amplitude * Math.Sin(2 * Math.PI * hertz * i / rate)));
        return samples;
    }

    /// <summary>The samples as a 16-bit converter gives them.</summary>
    public static float[] In16Bits(this float[] samples, Func<short, short>? damage = null)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var word = (short)Math.Clamp(Math.Round(samples[i] * 32768.0), short.MinValue, short.MaxValue);
            samples[i] = (damage?.Invoke(word) ?? word) / 32768f;
        }

        return samples;
    }

    /// <summary>Each sample changed.</summary>
    public static float[] Each(this float[] samples, Func<float, int, float> change)
    {
        for (var i = 0; i < samples.Length; i++) samples[i] = change(samples[i], i);
        return samples;
    }

    /// <summary>A mono recording.</summary>
    public static (float[] Samples, int Rate) Read(string path)
    {
        using var reader = SndFileReader.Open(path);
        var samples = new float[reader.Frames];
        Assert.Equal(1, reader.Channels);
        Assert.Equal(samples.Length, reader.Read(samples));
        return (samples, reader.SampleRate);
    }
}
