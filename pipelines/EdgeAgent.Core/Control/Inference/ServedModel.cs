namespace EdgeAgent.Core.Control.Inference;

/// <summary>A model that answers requests.</summary>
public sealed record ServedModel
{
    /// <summary>Name of the package.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the package.</summary>
    public required int Version { get; init; }

    /// <summary>Every version of the package on the box, ascending.</summary>
    public required IReadOnlyList<int> Versions { get; init; }

    /// <summary>Variant that runs.</summary>
    public required string Variant { get; init; }

    /// <summary>Digest of the package's manifest, <c>sha256:</c> and 64 hex digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Execution provider in use: CPU, CUDA or TensorRT.</summary>
    public required string Provider { get; init; }

    /// <summary>What it does, as its manifest says.</summary>
    public required string Task { get; init; }

    /// <summary>What it takes, in the model's order.</summary>
    public required IReadOnlyList<ServedTensor> Inputs { get; init; }

    /// <summary>What it gives, in the model's order.</summary>
    public required IReadOnlyList<ServedTensor> Outputs { get; init; }

    /// <summary>Rows of one request at most; 1 where the model takes one at a time.</summary>
    public required int MaxBatch { get; init; }

    /// <summary>Whether the first dimension of its tensors counts rows.</summary>
    public required bool IsBatched { get; init; }

    /// <summary>How long a request waits for others to share a run with, in milliseconds.</summary>
    public required double DelayMs { get; init; }

    /// <summary>Display names by class index.</summary>
    public required IReadOnlyList<string> Labels { get; init; }
}
