using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What one recorder recorded: its epochs in order, with the gaps between them.</summary>
/// <param name="Recorder">The recorder's name.</param>
/// <param name="SampleRate">Sample frames per second of all its files.</param>
/// <param name="Channels">Channels of all its files.</param>
/// <param name="Epochs">In order of time, disjoint; at least one.</param>
/// <param name="Gaps">The hole behind each epoch but the last.</param>
[SuppressMessage("Naming", "CA1711", Justification = "A stream is what its stream id names; nobody takes it for a System.IO.Stream.")]
public sealed record RecordingStream(
    string Recorder,
    int SampleRate,
    int Channels,
    IReadOnlyList<RecordingEpoch> Epochs,
    IReadOnlyList<RecordingGap> Gaps)
{
    /// <summary>Length of all epochs in sample frames.</summary>
    public long Frames => Epochs.Sum(static epoch => epoch.Frames);
}
