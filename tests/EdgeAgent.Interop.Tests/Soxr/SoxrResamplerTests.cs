using EdgeAgent.Interop.Soxr;

namespace EdgeAgent.Interop.Tests.Soxr;

public sealed class SoxrResamplerTests
{
    public static TheoryData<double, double, ResamplerQuality> Rates()
    {
        var data = new TheoryData<double, double, ResamplerQuality>();
        foreach (var quality in new[] { ResamplerQuality.High, ResamplerQuality.VeryHigh })
            foreach (var rate in new[] { 8000.0, 16000, 24000, 44100, 48000, 96000, 250000, 384000 })
                data.Add(rate, 10000, quality);
        data.Add(44100, 48000, ResamplerQuality.High);
        data.Add(10000, 16000, ResamplerQuality.High);
        data.Add(47999.5, 10000, ResamplerQuality.High);
        data.Add(10000, 10000, ResamplerQuality.High);
        return data;
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Process_AnyCutOfTheInput_GivesTheSameBits(double inputRate, double outputRate, ResamplerQuality quality)
    {
        var input = Noise(150_000, seed: 11);
        using var resampler = SoxrResampler.Create(inputRate, outputRate, quality);
        var whole = Resample(resampler, input, new Random(0), input.Length, 8192);
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            resampler.Reset();
            // Small cuts, large cuts, and output room that is too small to take what a cut gives.
            var cut = seed % 3 == 0 ? 50 : 10_000;
            var cutUp = Resample(resampler, input, random, cut, seed % 2 == 0 ? 100 : 8192);
            Assert.Equal(whole.Length, cutUp.Length);
            Assert.True(whole.AsSpan().SequenceEqual(cutUp), $"seed {seed}: first difference at {whole.AsSpan().CommonPrefixLength(cutUp)} of {whole.Length} ({resampler.Engine})");
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Flush_AtTheEnd_CompletesTheRoundedLength(double inputRate, double outputRate, ResamplerQuality quality)
    {
        using var resampler = SoxrResampler.Create(inputRate, outputRate, quality);
        foreach (var frames in new[] { 0, 1, 2, 9, 100, 4799, 4800, 39_124, 100_001 })
        {
            var output = Resample(resampler, Noise(frames, seed: 3), new Random(frames), 5000, 8192);
            var wanted = Math.Round(frames * outputRate / inputRate, MidpointRounding.AwayFromZero);
            Assert.InRange(output.Length, wanted - 1, wanted + 1);
            resampler.Reset();
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Process_Sine_KeepsFrequencyAmplitudeAndTime(double inputRate, double outputRate, ResamplerQuality quality)
    {
        const double hertz = 1000, amplitude = 0.5, phase = 0.3;
        var input = new float[(int)(inputRate * 2)];
        for (var i = 0; i < input.Length; i++) input[i] = (float)(amplitude * Math.Sin((2 * Math.PI * hertz * i / inputRate) + phase));

        using var resampler = SoxrResampler.Create(inputRate, outputRate, quality);
        var output = Resample(resampler, input, new Random(5), 10_000, 8192);

        // Away from the edges, where the filter sees silence before and after the tone.
        var worst = 0.0;
        for (var k = output.Length / 4; k < output.Length * 3 / 4; k++)
            worst = Math.Max(worst, Math.Abs(output[k] - (amplitude * Math.Sin((2 * Math.PI * hertz * k / outputRate) + phase))));
        Assert.True(worst < 2e-6, $"off by {worst:E2}");
    }

    [Fact]
    public void Process_Click_StaysWhereItWas()
    {
        var input = new float[48_000 * 2];
        input[48_000] = 1;
        using var resampler = SoxrResampler.Create(48_000, 10_000);
        var output = Resample(resampler, input, new Random(1), 4000, 4096);
        Assert.Equal(10_000, Array.IndexOf(output, output.Max()));
    }

    [Fact]
    public void Process_AliasBand_IsRemoved()
    {
        var input = new float[96_000];
        for (var i = 0; i < input.Length; i++) input[i] = (float)Math.Sin(2 * Math.PI * 7000 * i / 48_000.0);
        using var resampler = SoxrResampler.Create(48_000, 10_000);
        var output = Resample(resampler, input, new Random(1), 4000, 4096);
        Assert.True(output.AsSpan(2000, output.Length - 4000).ToArray().Max(Math.Abs) < 2e-6);
    }

    [Fact]
    public void Process_TwoChannels_AreResampledApart()
    {
        var left = Noise(30_000, seed: 1);
        var right = Noise(30_000, seed: 2);
        var both = new float[60_000];
        for (var i = 0; i < left.Length; i++) (both[2 * i], both[(2 * i) + 1]) = (left[i], right[i]);
        using var stereo = SoxrResampler.Create(44_100, 10_000, ResamplerQuality.High, channels: 2);
        using var mono = SoxrResampler.Create(44_100, 10_000);

        var together = Resample(stereo, both, new Random(9), 3000, 8192, channels: 2);
        var first = Resample(mono, left, new Random(9), 3000, 8192);
        mono.Reset();
        var second = Resample(mono, right, new Random(9), 3000, 8192);

        Assert.Equal(first, together.Where((_, i) => i % 2 == 0));
        Assert.Equal(second, together.Where((_, i) => i % 2 == 1));
    }

    [Fact]
    public void Process_EmptyInput_DoesNotEndTheStream()
    {
        var input = Noise(20_000, seed: 4);
        var room = new float[8192];
        using var resampler = SoxrResampler.Create(16_000, 10_000);
        var whole = Resample(resampler, input, new Random(0), input.Length, room.Length);
        resampler.Reset();

        resampler.Process([], room, out var consumed, out var produced);
        Assert.Equal((0, 0), (consumed, produced));
        Assert.Equal(whole, Resample(resampler, input, new Random(0), input.Length, room.Length));
    }

    [Fact]
    public void Process_AfterFlush_IsRefusedUntilReset()
    {
        using var resampler = SoxrResampler.Create(16_000, 10_000);
        var room = new float[64];
        resampler.Flush(room);
        Assert.Throws<InvalidOperationException>(() => resampler.Process(new float[8], new float[8], out _, out _));
        resampler.Reset();
        resampler.Process(new float[8], room, out var consumed, out _);
        Assert.Equal(8, consumed);
    }

    [Fact]
    public void Delay_AfterInput_AccountsForAllThatWentIn()
    {
        using var resampler = SoxrResampler.Create(48_000, 10_000);
        var room = new float[8192];
        resampler.Process(new float[24_000], room, out var consumed, out var produced);
        Assert.Equal(24_000, consumed);
        Assert.InRange(produced + resampler.Delay, 4999, 5001);
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        using var resampler = SoxrResampler.Create(48_000, 10_000);
        var input = Noise(4800, seed: 8);
        var room = new float[4096];
        for (var i = 0; i < 50; i++) resampler.Process(input, room, out _, out _);
        // A collection that tests beside this one cause can charge the rest of this thread's buffer to it; what the call allocates is charged every time.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 200; i++) resampler.Process(input, room, out _, out _);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(0, 10_000)]
    [InlineData(double.NaN, 10_000)]
    [InlineData(48_000, -1)]
    [InlineData(48_000, double.PositiveInfinity)]
    public void Create_ImpossibleRate_IsRefused(double inputRate, double outputRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SoxrResampler.Create(inputRate, outputRate));

    [Fact]
    public void Create_RatesTooFarApart_IsOneSentence()
    {
        var error = Assert.Throws<SoxrException>(() => SoxrResampler.Create(1e12, 1));
        Assert.StartsWith("libsoxr cannot convert 1000000000000 Hz to 1 Hz", error.Message, StringComparison.Ordinal);
    }

    private static float[] Noise(int frames, int seed)
    {
        var random = new Random(seed);
        var samples = new float[frames];
        for (var i = 0; i < frames; i++) samples[i] = (random.NextSingle() * 1.6f) - 0.8f;
        return samples;
    }

    private static float[] Resample(SoxrResampler resampler, float[] input, Random random, int longestCut, int roomFrames, int channels = 1)
    {
        var output = new List<float>();
        var room = new float[roomFrames * channels];
        ReadOnlySpan<float> rest = input;
        while (!rest.IsEmpty)
        {
            var cut = Math.Min(rest.Length / channels, longestCut == input.Length ? longestCut : random.Next(1, longestCut + 1));
            var piece = rest[..(cut * channels)];
            rest = rest[piece.Length..];
            while (!piece.IsEmpty)
            {
                resampler.Process(piece, room, out var consumed, out var produced);
                Assert.True(consumed + produced > 0, "no progress");
                output.AddRange(room.AsSpan(0, produced * channels));
                piece = piece[(consumed * channels)..];
            }
        }

        for (int produced; (produced = resampler.Flush(room)) > 0;) output.AddRange(room.AsSpan(0, produced * channels));
        return [.. output];
    }
}
