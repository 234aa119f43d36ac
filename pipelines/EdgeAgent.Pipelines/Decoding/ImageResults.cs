using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>What was seen in one image; made once and reused. Spans are valid until the next image.</summary>
public sealed class ImageResults
{
    private readonly List<Detection> _detections = [];
    private readonly List<ImageComponent> _components = [];
    private float[] _scores = [];
    private ClassScore[] _top = [];
    private int _topCount;

    /// <summary>Objects, best first, in pixels of the source image; the components of a mask are objects too.</summary>
    public ReadOnlySpan<Detection> Detections => CollectionsMarshal.AsSpan(_detections);

    /// <summary>Connected regions of a mask or an anomaly map, in pixels of the source image; <see cref="Detection.Row"/> counts them.</summary>
    public ReadOnlySpan<ImageComponent> Components => CollectionsMarshal.AsSpan(_components);

    /// <summary>Classification: a score for each label; empty for other tasks.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>Classification: the best classes that reach the gate, best first.</summary>
    public ReadOnlySpan<ClassScore> Top => _top.AsSpan(0, _topCount);

    /// <summary>Segmentation: the class of every pixel of the output.</summary>
    public MaskImage Mask { get; } = new();

    /// <summary>Masks of single objects, in the order of <see cref="Detections"/>; empty for models without.</summary>
    public ObjectMasks ObjectMasks { get; } = new();

    /// <summary>Anomaly detection: how unusual the image is, in the model's units; else 0.</summary>
    public float ImageScore { get; internal set; }

    /// <summary>Whether the outputs look right. Where <see cref="OutputSanity.Fault"/> is not null, nothing else is filled.</summary>
    public OutputSanity Sanity { get; internal set; }

    internal List<Detection> DetectionList => _detections;

    internal List<ImageComponent> ComponentList => _components;

    internal void Clear()
    {
        _detections.Clear();
        _components.Clear();
        ObjectMasks.Clear();
        (_topCount, ImageScore) = (0, 0);
        _scores.AsSpan().Clear();
    }

    internal void Classify(ClassDecoder decoder, IImageOutputs outputs, int labels, int topK)
    {
        if (_scores.Length != labels) _scores = new float[labels];
        if (_top.Length != topK) _top = new ClassScore[topK];
        _topCount = decoder.Decode(outputs, _scores, _top);
    }
}
