using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Runs one epoch of video from its bytes to what was seen in its frames. Positions count frames.</summary>
public static class FrameAnalysis
{
    /// <summary>Frames that wait for a slow one: enough to ride it out, few enough that what is shown is now.</summary>
    private const int Backlog = 2;

    /// <summary>Runs until the source ends or is cancelled; what was received by then is finished.</summary>
    /// <exception cref="SourceException">The input can't be read to its end; what came before was analysed.</exception>
    /// <exception cref="Interop.OnnxRuntime.OrtException">The model failed.</exception>
    /// <exception cref="Interop.Native.NativeLibraryException">The stream is MJPEG and OpenCV is missing.</exception>
    public static async Task RunAsync(FrameJob job, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Stills is null && job.Format?.Problem is { } problem) throw new SourceException(job.Source.Description, $"{job.Source.Description}: {problem}");
        var pool = new FramePool();
        using var backlog = new FrameBacklog(pool, Backlog, job is { IsLive: true, Stills: null });
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pumping = Task.Run(() => PumpAsync(job, pool, backlog, broken.Token), CancellationToken.None);
        try
        {
            await TakeAsync(job, pool, backlog).ConfigureAwait(false);
        }
        catch
        {
            // The model failed: nobody takes frames any more. What the source then says is of no account.
            await broken.CancelAsync().ConfigureAwait(false);
            await pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await pumping.ConfigureAwait(false);
    }

    private static async Task TakeAsync(FrameJob job, FramePool pool, FrameBacklog backlog)
    {
        (int Width, int Height)? size = null;
        var next = 0L;
        while (await backlog.TakeAsync(CancellationToken.None).ConfigureAwait(false) is { Frame: { } frame } item)
        {
            try
            {
                if (item.Loss is { } loss)
                {
                    job.Counters.AddDropped(loss.Frames);
                    job.Sink.Lost(loss);
                }

                if (size is { } before && before != (frame.Layout.Width, frame.Layout.Height)) job.Counters.AddSizeChange();
                size = (frame.Layout.Width, frame.Layout.Height);
                var (started, analysed) = (job.Time.GetTimestamp(), job.Counters.Analysed);
                var watch = job.Watch ?? job.WatchFor?.Invoke();
                if (next == 0) watch?.Begin();
                watch?.Push(frame.Position, frame.View);
                if (job.Gate is null || job.Gate.Passes(frame.View)) job.Runner.Process(frame, job.Sink);
                else
                {
                    job.Counters.AddStill();
                    job.Sink.Still(frame.Position);
                }

                var busy = job.Time.GetElapsedTime(started);
                job.Counters.AddBusy(busy);
                // What the rate limit left out before it is behind too.
                job.Progress?.Add((int)(frame.Position + 1 - next - (item.Loss?.Frames ?? 0)), busy);
                job.Progress?.AddWindows(job.Counters.Analysed - analysed);
                next = frame.Position + 1;
            }
            finally
            {
                job.Stills?.Done(frame.Position);
                pool.Return(frame);
            }
        }
    }

    private static async Task PumpAsync(FrameJob job, FramePool pool, FrameBacklog backlog, CancellationToken cancellation)
    {
        if (job.Stills is { } stills)
        {
            await StillPump.RunAsync(job, stills, pool, backlog, cancellation).ConfigureAwait(false);
            return;
        }

        using var reader = Reader(job);
        await FramePump.RunAsync(job, reader, pool, backlog, cancellation).ConfigureAwait(false);
    }

    private static IFrameReader Reader(FrameJob job) => job.Format switch
    {
        null => new Y4mFrameReader(job.Source.Description),
        { IsMjpeg: true } => new MjpegFrameReader(job.Images),
        { } raw => new RawFrameReader(job.Source.Description, raw.Layout),
    };
}
