using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>Keeps what a frame pipeline says.</summary>
internal sealed class FrameLog : IFrameSink
{
    public List<(long Position, float[] Scores, int Width)> Frames { get; } = [];

    public List<FrameLoss> Losses { get; } = [];

    /// <summary>Runs within each call; what makes an analysis slow.</summary>
    public Action<long>? Each { get; init; }

    public void Accept(in FrameResult result)
    {
        Frames.Add((result.Frame.Position, result.Image is null ? [] : result.Image.Scores.ToArray(), result.Frame.Layout.Width));
        Each?.Invoke(result.Frame.Position);
    }

    public void Lost(FrameLoss loss) => Losses.Add(loss);
}
