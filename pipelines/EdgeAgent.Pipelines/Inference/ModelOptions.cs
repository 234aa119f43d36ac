using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>How a model is opened.</summary>
public sealed record ModelOptions
{
    /// <summary>Execution provider; auto takes the best that works.</summary>
    public OrtProvider Provider { get; init; } = OrtProvider.Auto;

    /// <summary>Threads inside one run; 1 uses the calling thread only.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Folder in which a provider keeps what it has built for a model on this device; null keeps nothing. It may be deleted at any time.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Largest batch, below what the package allows; null for a fitting one.</summary>
    public int? MaxBatch { get; init; }

    /// <summary>Score down to which an image model's objects are given, where the package would leave more out; null leaves it to the package. An evaluation needs the low ones.</summary>
    public float? LeastScore { get; init; }

    /// <summary>Changes the package's rules of a label; null keeps them.</summary>
    public Func<string, EventRules, EventRules>? Rules { get; init; }
}
