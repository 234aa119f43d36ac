using EdgeAgent.Control.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Run.Inference;
using EdgeAgent.Telemetry;

namespace EdgeAgent.Configuration;

/// <summary>The whole configuration, checked.</summary>
internal sealed record AgentSettings
{
    /// <summary>Name of the box in events.</summary>
    public required string Device { get; init; }

    /// <summary>Folder of what must survive a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Seconds that draining may take after a stop signal.</summary>
    public required int StopDeadlineSeconds { get; init; }

    /// <summary>Crashes in a row after which an unattended agent leaves its pipelines off; 0 for never.</summary>
    public required int CrashLimit { get; init; }

    /// <summary>Minutes after which an agent that left its pipelines off tries them again.</summary>
    public required int SafeModeMinutes { get; init; }

    /// <summary>Native ONNX Runtime to load, or null for the shipped one.</summary>
    public required string? OnnxRuntimeLibrary { get; init; }

    /// <summary>Execution provider asked for.</summary>
    public required OrtProvider Provider { get; init; }

    /// <summary>Threads inside one run of a model.</summary>
    public required int Threads { get; init; }

    /// <summary>Folder of what execution providers have built for this device.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Folder of model packages.</summary>
    public required string Repository { get; init; }

    /// <summary>What may be installed beside them.</summary>
    public required ModelSettings Models { get; init; }

    /// <summary>Where events are kept and how they are published.</summary>
    public required DeliverySettings Delivery { get; init; }

    /// <summary>Where the agent can be driven from.</summary>
    public required ControlOptions Control { get; init; }

    /// <summary>Where measurements and traces go.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>Where clips and recordings are kept, and for how long.</summary>
    public required EvidenceOptions Evidence { get; init; }

    /// <summary>How requests for models are answered.</summary>
    public required InferenceSettings Inference { get; init; }

    /// <summary>The pipelines.</summary>
    public required IReadOnlyList<PipelineSettings> Pipelines { get; init; }
}
