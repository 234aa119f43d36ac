using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Turns what was seen in the frames of one epoch into events.</summary>
internal interface IFrameAggregation
{
    /// <summary>A frame that was looked at.</summary>
    void Add(in FrameResult result);

    /// <summary>A frame that shows what the last one showed.</summary>
    void Still(long position);

    /// <summary>A frame that was looked at, but what the model says of it can't be believed.</summary>
    void Distrust(in FrameResult result)
    {
    }

    /// <summary>The epoch ends.</summary>
    void Finish(string reason);
}
