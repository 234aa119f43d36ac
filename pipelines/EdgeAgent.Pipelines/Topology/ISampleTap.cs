using System.Buffers;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Takes the sound of epochs as it came from the source, before it is analysed. Called on the thread that analyses: it must return at once and allocates nothing.</summary>
public interface ISampleTap
{
    /// <summary>Begins an epoch.</summary>
    /// <param name="timeline">Its stream time.</param>
    /// <param name="format">What its bytes are.</param>
    void Begin(StreamTimeline timeline, AudioFormat format);

    /// <summary>Takes the next sample frames of the epoch.</summary>
    /// <param name="frames">Whole sample frames; not to be kept after the call.</param>
    void Take(in ReadOnlySequence<byte> frames);

    /// <summary>Ends the epoch: nothing more is heard of it, and all its events were told.</summary>
    void End();

    /// <summary>Whether it waits for sound behind what was heard, so that a part of an epoch must be read on.</summary>
    bool IsWaiting { get; }
}
