using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>A camera began to look otherwise.</summary>
/// <param name="State">How it looks now.</param>
/// <param name="From">Position of the first frame that looks so.</param>
/// <param name="Sentence">One sentence for people.</param>
public sealed record PictureChange(VideoState State, long From, string Sentence);
