using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Repetition, found whatever its length and however it is cut.</summary>
public sealed class RepeatWatchTests
{
    private const int Rate = 8000;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 480)]
    [InlineData(4, 1023)]
    [InlineData(6, 7000)]
    [InlineData(8, 3)]
    public void Add_BlockThatRepeatsAfterSound_IsFollowedToTheByte(int frameBytes, int periodFrames)
    {
        var random = new Random(5);
        var watch = new RepeatWatch(frameBytes, Rate, 40_000);
        var block = Bytes(random, frameBytes * periodFrames);

        Feed(watch, random, frameBytes, Bytes(random, frameBytes * 20_000));
        Assert.Equal(0, watch.Repeated);
        var repeated = Enumerable.Repeat(block, (30_000 / periodFrames) + 1).SelectMany(b => b).ToArray();
        Feed(watch, random, frameBytes, repeated);

        // Noticed when the pattern that was looked for is given up, a second and a write late at most, and never counted before it was there.
        Assert.InRange(watch.Repeated, repeated.Length - ((Rate + (2 * periodFrames) + 3000) * frameBytes), repeated.Length);
        Assert.Equal(periodFrames == 1, watch.IsConstant);
        Assert.False(watch.IsZero);

        Feed(watch, random, frameBytes, Bytes(random, frameBytes * 1000));
        Assert.Equal(0, watch.Repeated);
    }

    [Fact]
    public void Add_Zeros_AreConstantAndZero()
    {
        var watch = new RepeatWatch(4, Rate, 40_000);

        watch.Add(new byte[32_000]);

        Assert.True(watch.IsConstant);
        Assert.True(watch.IsZero);
        Assert.InRange(watch.Repeated, 31_000, 32_000);
    }

    [Fact]
    public void Add_QuietNoiseOfOneBit_IsNoRepetition()
    {
        var random = new Random(3);
        var watch = new RepeatWatch(2, Rate, 40_000);
        var samples = new short[Rate * 60];
        for (var i = 0; i < samples.Length; i++) samples[i] = (short)(random.Next(200) == 0 ? 1 : 0);

        var most = 0L;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
        for (var at = 0; at < bytes.Length; at += 2000)
        {
            watch.Add(bytes.AsSpan(at, 2000));
            most = Math.Max(most, watch.Repeated);
        }

        Assert.InRange(most, 0, Rate * 2);
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Feed(RepeatWatch watch, Random random, int frameBytes, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, frameBytes * random.Next(1, 3000));
            watch.Add(bytes.AsSpan(at, count));
            at += count;
        }
    }
}
