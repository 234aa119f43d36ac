using EdgeAgent.Control.Audit;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Control.Hosting;

/// <summary>What the services look at and drive; the composition root provides it.</summary>
public sealed record ControlContracts
{
    /// <summary>The running agent.</summary>
    public required IAgentView Agent { get; init; }

    /// <summary>Its pipelines.</summary>
    public required IPipelineControl Pipelines { get; init; }

    /// <summary>Its store's messages.</summary>
    public required IEventFeed Events { get; init; }

    /// <summary>A look into its pipelines.</summary>
    public required ITap Tap { get; init; }

    /// <summary>How much it says.</summary>
    public required ILogLevels Logs { get; init; }

    /// <summary>Its configuration.</summary>
    public required IConfigurationReload Configuration { get; init; }

    /// <summary>What a support bundle holds.</summary>
    public required ISupportSource Support { get; init; }

    /// <summary>Replays its recordings; null where that can't be asked for.</summary>
    public IReplayDesk? Replays { get; init; }

    /// <summary>Told of each change that was made, failed or was refused, as the audit log has it; must be quick. Null for nobody.</summary>
    public Action<AuditEntry>? Audited { get; init; }

    /// <summary>Its models; null where they can't be changed from afar: then ModelService is not served.</summary>
    public IModelStore? Models { get; init; }

    /// <summary>Its measurements for <c>/metrics</c>; null where nobody measures: then that route is not there.</summary>
    public IMetricsText? Metrics { get; init; }

    /// <summary>Runs models on what callers bring; null where nobody does: then the inference services and routes are not served.</summary>
    public IInferenceService? Inference { get; init; }
}
