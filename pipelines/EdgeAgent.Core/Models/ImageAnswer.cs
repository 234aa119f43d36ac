using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Models;

/// <summary>What an image model says of one image that was given to it whole; the second step of a cascade is not asked.</summary>
public sealed record ImageAnswer
{
    /// <summary>Classification: a score for each label; empty for other tasks.</summary>
    public IReadOnlyList<float> Scores { get; init; } = [];

    /// <summary>Objects, best first, in pixels of the image; the components of a mask are objects too.</summary>
    public IReadOnlyList<Detection> Detections { get; init; } = [];

    /// <summary>Segmentation: pixels of the output that are no background; else 0.</summary>
    public int MaskPixels { get; init; }

    /// <summary>Anomaly detection: how unusual the image is, in the model's units; else 0.</summary>
    public float ImageScore { get; init; }

    /// <summary>Display names by class index.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Score from which the model's objects are told, 0..1; 0 where there is no such gate.</summary>
    public float Gate { get; init; }

    /// <summary>Why the outputs can't be believed; null when they can.</summary>
    public string? Fault { get; init; }
}
