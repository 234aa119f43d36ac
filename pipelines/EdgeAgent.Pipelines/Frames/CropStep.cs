using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>The second step of a cascade: cuts a square about each object that was found, lets a classifier say what it is, and leaves out what is none.</summary>
/// <remarks>Crops of many objects go through the classifier together. One thread at a time; allocates nothing per frame in steady state.</remarks>
internal sealed class CropStep : IDisposable
{
    private const int Rejected = -1;

    private readonly NextStep _step;
    private readonly ImageRun _run;
    private readonly ImageInput _input;
    private readonly int[] _labels;
    private readonly ImageResults _results = new();
    private readonly List<Detection> _waiting = [];
    private readonly List<Detection> _named = [];

    /// <summary>Makes the step of one stream.</summary>
    /// <param name="step">How it is done.</param>
    /// <param name="classifier">Says what is in a crop.</param>
    /// <param name="team">Shares the rows of an image; null for the calling thread alone.</param>
    public CropStep(NextStep step, ImageModel classifier, RowTeam? team)
    {
        (_step, _input) = (step, classifier.Plan.Input);
        var reported = 0;
        _labels = [.. classifier.Plan.Labels.Select(label => step.Reject.Contains(label, StringComparer.Ordinal) ? Rejected : reported++)];
        _run = new ImageRun(classifier, team);
    }

    /// <summary>What the objects of the last frame are, best first; class numbers count the labels that are not rejected.</summary>
    public ReadOnlySpan<Detection> Detections => CollectionsMarshal.AsSpan(_named);

    /// <summary>Names the objects of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="found">What the first step has found.</param>
    /// <returns>Why the classifier's outputs can't be trusted; null when they can.</returns>
    /// <exception cref="Interop.OnnxRuntime.OrtException">The classifier failed.</exception>
    public string? Name(VideoFrame frame, ReadOnlySpan<Detection> found)
    {
        _named.Clear();
        string? fault = null;
        foreach (var detection in found)
        {
            var (left, top, side) = Square(detection.Box);
            _run.Add(frame.Bytes, frame.Layout, ImagePlacement.Of(_input, left, top, side, side));
            _waiting.Add(detection);
            if (_run.IsFull) Flush(ref fault);
        }

        if (_waiting.Count > 0) Flush(ref fault);
        _named.Sort(static (a, b) => b.Score.CompareTo(a.Score));
        return fault;
    }

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    // Whole pixels, so that the crop's scale does not depend on where the object lies. What is beyond the picture repeats its edge.
    private (int Left, int Top, int Side) Square(in ImageBox box)
    {
        var side = Math.Max(_step.MinSide, (int)Math.Round(_step.Margin * Math.Max(box.Width, box.Height)));
        return ((int)Math.Round(((box.Left + box.Right) / 2) - (side / 2f)), (int)Math.Round(((box.Top + box.Bottom) / 2) - (side / 2f)), side);
    }

    private void Flush(ref string? fault)
    {
        _run.Run();
        for (var i = 0; i < _waiting.Count; i++)
        {
            _run.Decode(i, _results);
            fault ??= _results.Sanity.Fault;
            var best = Rejected;
            for (var label = 0; label < _labels.Length; label++)
                if (_labels[label] != Rejected && (best == Rejected || _results.Scores[label] > _results.Scores[best])) best = label;
            if (best != Rejected && _results.Scores[best] >= _step.MinScore) _named.Add(new Detection(_waiting[i].Box, _labels[best], _results.Scores[best], _waiting[i].Row));
        }

        _waiting.Clear();
    }
}
