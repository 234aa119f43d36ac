using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Carries one epoch of video from its source through a pipe and framing to the backlog of frames.</summary>
internal static class FramePump
{
    // The source pauses at 1 MiB that nobody has looked at; a frame that is not whole is looked at again and again, so that frames may be larger than this.
    private static readonly PipeOptions Options = new(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 512 * 1024, minimumSegmentSize: 128 * 1024, useSynchronizationContext: false);

    /// <summary>Runs until the source ends or is cancelled; completes the backlog.</summary>
    /// <param name="job">The epoch.</param>
    /// <param name="reader">Makes frames of bytes.</param>
    /// <param name="pool">Lends frames.</param>
    /// <param name="backlog">Takes the frames that the rate limit leaves.</param>
    /// <param name="cancellation">Stops intake.</param>
    /// <exception cref="SourceException">The source failed, or what it gives is no video.</exception>
    public static async Task RunAsync(FrameJob job, IFrameReader reader, FramePool pool, FrameBacklog backlog, CancellationToken cancellation)
    {
        var pipe = new Pipe(Options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var filling = FillAsync(job.Source, pipe.Writer, stop.Token);
        Exception? failure;
        var end = default((long Left, long Frames)?);
        try
        {
            end = await ReadAsync(job, pipe.Reader, reader, pool, backlog, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping intake is a normal end.
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await pipe.Reader.CompleteAsync().ConfigureAwait(false);
            failure = await filling.ConfigureAwait(false);
            backlog.Complete();
        }

        // Why the source failed says more than what is missing at the end.
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        if (end is { } read) CheckEnd(job, read.Left, read.Frames, reader, cancellation);
    }

    private static async Task<Exception?> FillAsync(IVideoSource source, PipeWriter writer, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            await Task.Run(() => source.FillAsync(writer, cancellation), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping intake is a normal end.
        }
        catch (SourceException error)
        {
            // Told once what came before it was used.
            failure = error;
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        return failure;
    }

    // Bytes that are left, and frames that were read.
    private static async Task<(long Left, long Frames)> ReadAsync(FrameJob job, PipeReader bytes, IFrameReader reader, FramePool pool, FrameBacklog backlog, CancellationToken cancellation)
    {
        long position = 0, damaged = 0;
        Features.Images.FrameRateLimit? limit = null;
        while (true)
        {
            var result = await bytes.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = result.Buffer;
            try
            {
                while (reader.TryRead(ref buffer, pool, result.IsCompleted) is { } frame)
                {
                    limit ??= Begin(job, reader);
                    frame.Position = position++;
                    job.Counters.AddReceived();
                    job.Received?.Invoke(position);
                    if (limit.Takes(frame.Position))
                    {
                        await backlog.AddAsync(frame, cancellation).ConfigureAwait(false);
                        continue;
                    }

                    job.Counters.AddLimited();
                    pool.Return(frame);
                }

                job.Counters.AddDamaged(reader.DamagedFrames - damaged);
                damaged = reader.DamagedFrames;
                if (buffer.Length > reader.MaxBytes) throw new SourceException(job.Source.Description, $"{job.Source.Description}: gives no frame within {reader.MaxBytes} bytes; check its format");
            }
            finally
            {
                bytes.AdvanceTo(buffer.Start, buffer.End);
            }

            if (result.IsCompleted) return (buffer.Length, position);
        }
    }

    // A stop may cut a frame, and so may a live source that ends, of which its supervisor tells; another input that ends so is not what it was said to be.
    private static void CheckEnd(FrameJob job, long rest, long frames, IFrameReader reader, CancellationToken cancellation)
    {
        if (job.IsLive || cancellation.IsCancellationRequested) return;
        var name = job.Source.Description;
        if (reader is RawFrameReader && rest > 0)
            throw new SourceException(name, $"{name}: ends inside a frame ({rest} of {reader.MaxBytes} bytes, after {frames} whole ones); check its width, height and pixel format");
        if (frames > 0) return;
        throw new SourceException(name, reader.Damage is { } damage ? $"{name}: gave no usable frame; the last one {damage}" : $"{name}: gave no frame");
    }

    private static Features.Images.FrameRateLimit Begin(FrameJob job, IFrameReader reader)
    {
        var format = job.Format ?? (reader as Y4mFrameReader)?.Format ?? throw new InvalidOperationException("a frame came before its format was known");
        job.Begin?.Invoke(format);
        return new Features.Images.FrameRateLimit(format.FramesPerSecond, job.FrameRateLimit);
    }
}
