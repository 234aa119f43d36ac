using System.Buffers;
using System.Buffers.Binary;
using EdgeAgent.Pipelines.Evidence;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class SampleRingTests
{
    [Fact]
    public async Task TryRead_WhileItIsOverwritten_GivesTheSamplesOfThePositionOrSaysThatTheyAreGone()
    {
        const int frames = 2_000_000;
        var ring = new SampleRing(4, 5000);
        var writing = Task.Run(() =>
        {
            var random = new Random(1);
            var block = new byte[4 * 3000];
            for (var at = 0; at < frames;)
            {
                var count = Math.Min(random.Next(1, 3000), frames - at);
                for (var i = 0; i < count; i++) BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4 * i), at + i);
                ring.Append(new ReadOnlySequence<byte>(block, 0, 4 * count));
                at += count;
            }
        }, TestContext.Current.CancellationToken);

        var (good, gone) = (0, 0);
        var room = new byte[4 * 1000];
        var reader = new Random(2);
        var began = TimeProvider.System.GetTimestamp();
        while (!writing.IsCompleted || good == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < AgentProcess.Patience, $"{AgentProcess.Patience.TotalSeconds:F0} s have not sufficed to write {frames} sample frames and to read some");
            var end = ring.End;
            if (end < 1000) continue;
            var from = Math.Max(0, end - reader.Next(1000, 5001));
            if (!ring.TryRead(from, room))
            {
                gone++;
                continue;
            }

            good++;
            for (var i = 0; i < 1000; i++) Assert.Equal(from + i, BinaryPrimitives.ReadInt32LittleEndian(room.AsSpan(4 * i)));
        }

        await writing;
        Assert.True(good > 0);
        Assert.False(ring.TryRead(frames - 5001, room));
        Assert.True(ring.TryRead(frames - 5000, room));
    }
}
