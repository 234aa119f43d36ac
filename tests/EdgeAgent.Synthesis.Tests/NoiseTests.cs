using EdgeAgent.Synthesis.Noises;

namespace EdgeAgent.Synthesis.Tests;

public sealed class NoiseTests
{
    [Theory]
    [InlineData("dc", -80)]
    [InlineData("dc", -10)]
    [InlineData("white", -80)]
    [InlineData("white", -10)]
    [InlineData("pink", -40)]
    [InlineData("pink", -10)]
    [InlineData("tonal", -40)]
    [InlineData("tonal", -10)]
    [InlineData("clicks", -40)]
    [InlineData("rain", -30)]
    [InlineData("ship", -20)]
    public void Play_LevelAsked_IsTheLevelOfTheRecordingAndNothingClips(string kind, double level)
    {
        var samples = Measure.Play(Enum.Parse<NoiseKind>(kind, ignoreCase: true), level, 30);

        Assert.Equal(300000, samples.Length);
        Assert.InRange(Measure.Level(samples), level - 0.5, level + 0.5);
        Assert.InRange(samples.Max(Math.Abs), 0, 0.9995);
    }

    [Fact]
    public void Play_Silence_IsZeroThroughout() => Assert.All(Measure.Play(NoiseKind.Silence, -40, 1), sample => Assert.Equal(0, sample));

    [Fact]
    public void Play_Dc_IsTheOffset() => Assert.All(Measure.Play(NoiseKind.Dc, -40, 1), sample => Assert.Equal(0.01, sample, 6));

    [Fact]
    public void Create_ClicksTooLoud_SaysHowLoudTheyCanBe()
    {
        var failure = Assert.Throws<SynthesisException>(() => Measure.Play(NoiseKind.Clicks, -3, 20));

        Assert.Contains("clicks at -3 dBFS would pass full scale; ask for at most", failure.Message, StringComparison.Ordinal);
        var allowed = double.Parse(failure.Message.Split("at most ")[1].Split(' ')[0]);
        Assert.InRange(Measure.Level(Measure.Play(NoiseKind.Clicks, allowed, 20)), allowed - 0.5, allowed + 0.5);
    }

    [Fact]
    public void Play_Pink_FallsThreeDecibelsAnOctave()
    {
        var samples = Measure.Play(NoiseKind.Pink, -20, 12);

        // Equal power in every octave is what 3 dB an octave of density means.
        var octaves = new[] { 125.0, 250, 500, 1000, 2000 }.Select(low => 10 * Math.Log10(Measure.BandPower(samples, low, 2 * low, 10000))).ToArray();
        Assert.All(octaves, level => Assert.InRange(level - octaves.Average(), -1, 1));
    }

    [Fact]
    public void Play_White_HasEqualPowerInEqualBands()
    {
        var samples = Measure.Play(NoiseKind.White, -20, 5);

        var bands = new[] { 200.0, 1200, 2200, 3200 }.Select(low => 10 * Math.Log10(Measure.BandPower(samples, low, low + 500, 10000))).ToArray();
        Assert.All(bands, level => Assert.InRange(level - bands.Average(), -0.5, 0.5));
    }

    [Theory]
    [InlineData("white")]
    [InlineData("tonal")]
    [InlineData("ship")]
    [InlineData("rain")]
    public void Play_SameSeed_SameSamplesAndOtherSeedOthers(string name)
    {
        var kind = Enum.Parse<NoiseKind>(name, ignoreCase: true);
        var first = Measure.Play(kind, -30, 2);

        Assert.Equal(first, Measure.Play(kind, -30, 2));
        Assert.NotEqual(first, Measure.Play(kind, -30, 2, seed: 2));
    }

    [Fact]
    public void Play_AnHour_AllocatesNoMoreThanASecond()
    {
        var second = Allocated(1);
        var hour = Allocated(3600);

        Assert.True(hour < second + 65536, $"an hour allocated {hour} bytes, a second {second}");
    }

    [Fact]
    public void Play_Cancelled_StopsBetweenBlocks()
    {
        using var stop = new CancellationTokenSource();
        var noise = new NoiseRecording(NoiseKind.White, -30, 1000000, 1, 10000, stop.Token);
        var blocks = 0;

        Assert.Throws<OperationCanceledException>(() => noise.Play(_ =>
        {
            if (++blocks == 3) stop.Cancel();
        }, stop.Token));
        Assert.Equal(3, blocks);
    }

    private static long Allocated(double seconds)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        long samples = 0;
        new NoiseRecording(NoiseKind.White, -30, (long)(seconds * 4000), 1, 4000, CancellationToken.None).Play(block => samples += block.Length, CancellationToken.None);
        Assert.Equal((long)(seconds * 4000), samples);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
