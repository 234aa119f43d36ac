using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Run.Inference;

/// <summary>Keeps the best labels of every window, up to a number of windows.</summary>
/// <param name="labels">By class index.</param>
/// <param name="rate">Sample frames a second of the recording.</param>
/// <param name="frames">Its length.</param>
/// <param name="top">Labels of a window at most.</param>
internal sealed class PredictedWindows(IReadOnlyList<string> labels, int rate, long frames, int top) : IScoreSink
{
    // What an answer holds, in labels over all windows.
    private const int MostScores = 200_000;

    private readonly List<PredictedWindow> _found = [];

    /// <summary>The windows in order.</summary>
    public IReadOnlyList<PredictedWindow> Found => _found;

    /// <summary>Windows that are not among them.</summary>
    public long LeftOut { get; private set; }

    /// <inheritdoc/>
    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
    {
        var kept = Math.Min(top, scores.Length);
        if ((_found.Count + 1) * (long)kept > MostScores)
        {
            LeftOut++;
            return;
        }

        var best = new (float Score, int Index)[scores.Length];
        for (var i = 0; i < best.Length; i++) best[i] = (scores[i], i);
        Array.Sort(best, (a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        _found.Add(new PredictedWindow(Seconds(first), Seconds(Math.Min(last, frames)), [.. best.Take(kept).Select(entry => new LabelScore(labels[entry.Index], entry.Score))]));
    }

    private double Seconds(long position) => Math.Round((double)position / rate, 6);
}
