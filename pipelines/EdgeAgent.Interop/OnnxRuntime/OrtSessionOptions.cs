using System.Collections.Immutable;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>How a session runs. The defaults are for a box that must stay cool: one thread, no thread pool, no spinning, sequential, all graph optimizations.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>The defaults.</summary>
    public static OrtSessionOptions Default { get; } = new();

    /// <summary>What executes the model. A provider that is named and cannot be had is an error; <see cref="OrtProvider.Auto"/> takes the best that works.</summary>
    public OrtProvider Provider { get; init; } = OrtProvider.Auto;

    /// <summary>Threads inside one operator: 1 (the default) makes no pool, 0 lets ONNX Runtime take every core.</summary>
    public int IntraThreads { get; init; } = 1;

    /// <summary>How far the graph is optimized; the default is everything.</summary>
    public OrtGraphOptimization GraphOptimization { get; init; } = OrtGraphOptimization.All;

    /// <summary>Whether idle pool threads spin while they wait: lower latency, but a core burns between windows. Without effect where there is no pool.</summary>
    public bool AllowSpinning { get; init; }

    /// <summary>The least grave message of this session that reaches <see cref="OnnxRuntimeLibrary.LogSink"/>.</summary>
    public OrtLogSeverity LogSeverity { get; init; } = OrtLogSeverity.Warning;

    /// <summary>The session's name in its log messages; null for <see cref="OrtSession.Name"/>.</summary>
    public string? LogId { get; init; }

    /// <summary>Prefix of a profile (Chrome trace JSON) written when the session closes; null for none.</summary>
    public string? ProfilePath { get; init; }

    /// <summary>Where the optimized graph is saved as ONNX; null for nowhere. It fits this machine's processor only.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>Session configuration entries of ONNX Runtime, e.g. <c>session.set_denormal_as_zero</c> = <c>1</c>. They win over the settings above.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether <see cref="OrtSession.Placement"/> is to be known: which provider takes how many nodes.</summary>
    public bool RecordPlacement { get; init; }

    /// <summary>Options of the TensorRT provider, e.g. <c>trt_engine_cache_path</c>.</summary>
    public IReadOnlyDictionary<string, string> TensorRtOptions { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Options of the CUDA provider, e.g. <c>device_id</c>.</summary>
    public IReadOnlyDictionary<string, string> CudaOptions { get; init; } = ImmutableDictionary<string, string>.Empty;
}
