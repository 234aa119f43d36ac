namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Takes evenly so many frames a second out of more. Counts positions, no clock: the same frames live and replayed.</summary>
/// <param name="rate">Frames a second that come, &gt; 0.</param>
/// <param name="limit">Frames a second that are wanted; 0 or as many as come takes all.</param>
public sealed class FrameRateLimit(double rate, double limit)
{
    private readonly double _part = limit <= 0 || limit >= rate ? 1 : limit / rate;

    /// <summary>Whether the frame at a position is taken; the first one is.</summary>
    public bool Takes(long position) => _part >= 1 || position == 0 || Math.Floor(position * _part) > Math.Floor((position - 1) * _part);
}
