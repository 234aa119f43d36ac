namespace EdgeAgent.Core.Vision;

/// <summary>The format of a stream of video frames.</summary>
/// <param name="Layout">How a raw frame lies in memory; of an MJPEG stream only the size that is expected, 0×0 where any is.</param>
/// <param name="FramesPerSecond">How many come a second, &gt; 0; 12.5, 29.97 and 0.1 are as good as 30.</param>
/// <param name="IsMjpeg">Whether frames are JPEG images one after the other instead of raw pixels.</param>
public readonly record struct VideoFormat(FrameLayout Layout, double FramesPerSecond, bool IsMjpeg = false)
{
    /// <summary>The rate of stream time, frames a second as a whole number ≥ 1. Where the true rate differs, anchors say so, as for a sound card that runs fast.</summary>
    public int Rate => (int)Math.Clamp(Math.Round(FramesPerSecond), 1, 1000);

    /// <summary>Why there is no such stream, as one sentence; null when there is.</summary>
    public string? Problem
    {
        get
        {
            if (!(FramesPerSecond is > 0 and <= 1000)) return $"{FramesPerSecond} frames a second can't be; give a rate above 0 and up to 1000";
            return IsMjpeg ? null : Layout.Problem;
        }
    }
}
