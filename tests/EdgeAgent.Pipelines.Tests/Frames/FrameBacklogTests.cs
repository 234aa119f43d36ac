using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Tests.Frames;

public sealed class FrameBacklogTests
{
    [Fact]
    public async Task AddAsync_LiveAndFull_DropsTheOldestAndTellsTheStretch()
    {
        var pool = new FramePool();
        using var queue = new FrameBacklog(pool, 2, dropsOldest: true);
        for (var i = 0; i < 7; i++) await queue.AddAsync(Frame(pool, i), CancellationToken.None);
        queue.Complete();

        var first = await queue.TakeAsync(CancellationToken.None);
        var second = await queue.TakeAsync(CancellationToken.None);
        var end = await queue.TakeAsync(CancellationToken.None);
        var again = await queue.TakeAsync(CancellationToken.None);

        Assert.Equal((5, new FrameLoss(0, 5, 5)), (first.Frame!.Position, first.Loss));
        Assert.Equal((6, null), (second.Frame!.Position, second.Loss));
        Assert.Null(end.Frame);
        Assert.Null(again.Frame);
        Assert.Equal(5, queue.Dropped);
    }

    [Fact]
    public async Task AddAsync_ReplayAndFull_WaitsAndLosesNothing()
    {
        var pool = new FramePool();
        using var queue = new FrameBacklog(pool, 2, dropsOldest: false);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++) await queue.AddAsync(Frame(pool, i), CancellationToken.None);
            queue.Complete();
        });

        for (var i = 0; i < 1000; i++)
        {
            var (frame, loss) = await queue.TakeAsync(CancellationToken.None);
            Assert.Equal((i, null), (frame!.Position, loss));
            pool.Return(frame);
        }

        Assert.Null((await queue.TakeAsync(CancellationToken.None)).Frame);
        await sending;
        Assert.Equal(0, queue.Dropped);
    }

    [Fact]
    public async Task TakeAsync_FastSenderSlowReader_TakenAndLostAddUp()
    {
        var pool = new FramePool();
        using var queue = new FrameBacklog(pool, 3, dropsOldest: true);
        const int frames = 20_000;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < frames; i++) await queue.AddAsync(Frame(pool, i), CancellationToken.None);
            queue.Complete();
        });

        long next = 0, lost = 0, taken = 0;
        while (await queue.TakeAsync(CancellationToken.None) is { Frame: { } frame } item)
        {
            if (item.Loss is { } loss)
            {
                Assert.Equal(next, loss.First);
                next = loss.Last;
                lost += loss.Frames;
            }

            Assert.Equal(next++, frame.Position);
            taken++;
            pool.Return(frame);
        }

        await sending;
        Assert.Equal((frames, queue.Dropped), (taken + lost, lost));
    }

    [Fact]
    public async Task AddAsync_CancelledWhileWaiting_GivesTheFrameBack()
    {
        var pool = new FramePool();
        using var queue = new FrameBacklog(pool, 1, dropsOldest: false);
        using var stop = new CancellationTokenSource();
        await queue.AddAsync(Frame(pool, 0), stop.Token);
        var waiting = Frame(pool, 1);
        var adding = queue.AddAsync(waiting, stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => adding);
        Assert.Same(waiting, pool.Rent());
    }

    private static VideoFrame Frame(FramePool pool, long position)
    {
        var frame = pool.Rent();
        frame.Position = position;
        return frame;
    }
}
