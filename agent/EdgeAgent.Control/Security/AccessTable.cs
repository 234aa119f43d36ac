namespace EdgeAgent.Control.Security;

/// <summary>
/// The one place that says who may make which call. What is not listed is refused to everybody; a test holds the table to the services' descriptors.
/// </summary>
public static class AccessTable
{
    /// <summary>The role that each call needs, by its path.</summary>
    public static IReadOnlyDictionary<string, Role> Methods { get; } = new Dictionary<string, Role>(StringComparer.Ordinal)
    {
        ["/edgeagent.v1.AgentService/GetStatus"] = Role.Viewer,
        ["/edgeagent.v1.AgentService/WatchEvents"] = Role.Viewer,
        ["/edgeagent.v1.AgentService/QueryEvents"] = Role.Viewer,
        ["/edgeagent.v1.AgentService/PausePipeline"] = Role.Operator,
        ["/edgeagent.v1.AgentService/ResumePipeline"] = Role.Operator,
        ["/edgeagent.v1.AgentService/RestartPipeline"] = Role.Operator,
        ["/edgeagent.v1.AgentService/SetThresholds"] = Role.Operator,
        ["/edgeagent.v1.AgentService/Tap"] = Role.Viewer,
        ["/edgeagent.v1.AgentService/SetLogLevel"] = Role.Operator,
        ["/edgeagent.v1.AgentService/ReloadConfiguration"] = Role.Operator,
        ["/edgeagent.v1.AgentService/SupportBundle"] = Role.Operator,
        ["/edgeagent.v1.AgentService/Replay"] = Role.Operator,

        ["/edgeagent.v1.ModelService/OpenUpload"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Push"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/List"] = Role.Viewer,
        ["/edgeagent.v1.ModelService/Inspect"] = Role.Viewer,
        ["/edgeagent.v1.ModelService/Stage"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Activate"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Rollback"] = Role.Operator,
        ["/edgeagent.v1.ModelService/Remove"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/WatchState"] = Role.Viewer,

        ["/edgeagent.v1.PredictionService/Predict"] = Role.Infer,

        // Clients of the inference protocol ask what there is before they send tensors: one role for all of it.
        ["/inference.GRPCInferenceService/ServerLive"] = Role.Infer,
        ["/inference.GRPCInferenceService/ServerReady"] = Role.Infer,
        ["/inference.GRPCInferenceService/ServerMetadata"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelReady"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelMetadata"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelConfig"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelStatistics"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelInfer"] = Role.Infer,
        ["/inference.GRPCInferenceService/ModelStreamInfer"] = Role.Infer,
        ["/inference.GRPCInferenceService/RepositoryIndex"] = Role.Infer,
        ["/inference.GRPCInferenceService/RepositoryModelLoad"] = Role.Operator,
        ["/inference.GRPCInferenceService/RepositoryModelUnload"] = Role.Operator,

        ["/grpc.health.v1.Health/Check"] = Role.Viewer,
        ["/grpc.health.v1.Health/List"] = Role.Viewer,
        ["/grpc.health.v1.Health/Watch"] = Role.Viewer,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Role.Viewer,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Role.Viewer,
    };

    /// <summary>The role that each route of the HTTP API needs, by its method and path.</summary>
    public static IReadOnlyDictionary<string, Role> Routes { get; } = new Dictionary<string, Role>(StringComparer.Ordinal)
    {
        ["GET /healthz"] = Role.Viewer,
        ["GET /readyz"] = Role.Viewer,
        ["GET /metrics"] = Role.Viewer,
        ["GET /openapi.json"] = Role.Viewer,
        ["GET /v1/status"] = Role.Viewer,
        ["GET /v1/events"] = Role.Viewer,
        ["POST /v1/models/{model}/predict"] = Role.Infer,
        ["GET /v2"] = Role.Infer,
        ["GET /v2/health/live"] = Role.Infer,
        ["GET /v2/health/ready"] = Role.Infer,
        ["GET /v2/models/stats"] = Role.Infer,
        ["GET /v2/models/{model}"] = Role.Infer,
        ["GET /v2/models/{model}/ready"] = Role.Infer,
        ["GET /v2/models/{model}/config"] = Role.Infer,
        ["GET /v2/models/{model}/stats"] = Role.Infer,
        ["POST /v2/models/{model}/infer"] = Role.Infer,
        ["GET /v2/models/{model}/versions/{version}"] = Role.Infer,
        ["GET /v2/models/{model}/versions/{version}/ready"] = Role.Infer,
        ["GET /v2/models/{model}/versions/{version}/config"] = Role.Infer,
        ["GET /v2/models/{model}/versions/{version}/stats"] = Role.Infer,
        ["POST /v2/models/{model}/versions/{version}/infer"] = Role.Infer,
        ["POST /v2/repository/index"] = Role.Infer,
        ["POST /v2/repository/models/{model}/load"] = Role.Operator,
        ["POST /v2/repository/models/{model}/unload"] = Role.Operator,
    };

    /// <summary>Calls that bring large bodies: few of one identity at once.</summary>
    public static IReadOnlySet<string> Uploads { get; } = new HashSet<string>(StringComparer.Ordinal) { "/edgeagent.v1.ModelService/Push" };

    /// <summary>Calls that stay open as long as somebody looks: not too many of one identity at once.</summary>
    public static IReadOnlySet<string> Watches { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "/edgeagent.v1.AgentService/WatchEvents", "/edgeagent.v1.AgentService/Tap", "/edgeagent.v1.AgentService/Replay", "/edgeagent.v1.ModelService/WatchState", "/grpc.health.v1.Health/Watch",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    };

    /// <summary>The role that a call needs; null when nobody may make it.</summary>
    public static Role? Needs(string call) => Methods.TryGetValue(call, out var role) || Routes.TryGetValue(call, out role) ? role : null;

    /// <summary>Whether a call changes something, so that it is kept in the audit log.</summary>
    public static bool IsChange(Role role) => role is not (Role.Viewer or Role.Infer);
}
