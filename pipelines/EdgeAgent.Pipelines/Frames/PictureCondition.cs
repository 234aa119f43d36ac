using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>One thing that may be wrong with a camera: it holds once it was seen long enough, and ends once it was not seen as long.</summary>
/// <param name="state">What is said while it holds.</param>
internal sealed class PictureCondition(VideoState state)
{
    private long _run;

    /// <summary>What is said while it holds.</summary>
    public VideoState State => state;

    /// <summary>Whether it is so.</summary>
    public bool Holds { get; private set; }

    /// <summary>The position since which it is so, or no longer so.</summary>
    public long Since { get; private set; }

    /// <summary>Looks at the next frame.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="enters">Whether it is to be seen, by the rule for entering.</param>
    /// <param name="stays">Whether it is to be seen, by the milder rule for leaving.</param>
    /// <param name="hold">Frames in a row that change it.</param>
    public void Add(long position, bool enters, bool stays, double hold)
    {
        var changes = Holds ? !stays : enters;
        _run = changes ? _run + 1 : 0;
        if (_run < Math.Max(1, hold)) return;
        Since = position + 1 - _run;
        (Holds, _run) = (!Holds, 0);
    }
}
