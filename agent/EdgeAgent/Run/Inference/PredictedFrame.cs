using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Run.Inference;

/// <summary>Keeps what was seen in one picture.</summary>
/// <param name="labels">By class index.</param>
/// <param name="top">Classes of the whole picture at most.</param>
internal sealed class PredictedFrame(IReadOnlyList<string> labels, int top) : IFrameSink
{
    /// <summary>Objects, best first.</summary>
    public IReadOnlyList<PredictedObject> Objects { get; private set; } = [];

    /// <summary>Classes of the whole picture, best first; null where the model finds objects.</summary>
    public IReadOnlyList<LabelScore>? Top { get; private set; }

    /// <summary>Why the outputs can't be trusted; null when they can.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        Fault = result.Fault;
        var objects = new PredictedObject[result.Detections.Length];
        for (var i = 0; i < objects.Length; i++)
        {
            var (found, box) = (result.Detections[i], result.Detections[i].Box);
            objects[i] = new PredictedObject(labels[found.ClassIndex], Math.Round(found.Score, 4), new PredictedBox(Math.Round(box.Left, 1), Math.Round(box.Top, 1), Math.Round(box.Width, 1), Math.Round(box.Height, 1)));
        }

        Objects = objects;
        if (result.Image is not { Scores.Length: > 0 } image) return;
        var best = new List<LabelScore>();
        foreach (var entry in image.Top[..Math.Min(top, image.Top.Length)]) best.Add(new LabelScore(labels[entry.ClassIndex], Math.Round(entry.Score, 4)));
        Top = best;
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss)
    {
    }
}
