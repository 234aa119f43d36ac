using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Carries still images to the backlog of frames, each as soon as there is room.</summary>
internal static class StillPump
{
    /// <summary>Runs until the source ends or is cancelled; completes the backlog.</summary>
    public static async Task RunAsync(FrameJob job, IStillSource stills, FramePool pool, FrameBacklog backlog, CancellationToken cancellation)
    {
        try
        {
            for (long position = 0; await stills.NextAsync(pool, position, () => job.Counters.AddDamaged(1), cancellation).ConfigureAwait(false) is { } frame; position++)
            {
                if (position == 0) job.Begin?.Invoke(job.Format ?? new VideoFormat(frame.Layout, 1));
                frame.Position = position;
                job.Counters.AddReceived();
                job.Received?.Invoke(position + 1);
                await backlog.AddAsync(frame, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping intake is a normal end.
        }
        finally
        {
            backlog.Complete();
        }
    }
}
