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

        ["/edgeagent.v1.ModelService/OpenUpload"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Push"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/List"] = Role.Viewer,
        ["/edgeagent.v1.ModelService/Inspect"] = Role.Viewer,
        ["/edgeagent.v1.ModelService/Stage"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Activate"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/Rollback"] = Role.Operator,
        ["/edgeagent.v1.ModelService/Remove"] = Role.Publisher,
        ["/edgeagent.v1.ModelService/WatchState"] = Role.Viewer,

        ["/grpc.health.v1.Health/Check"] = Role.Viewer,
        ["/grpc.health.v1.Health/List"] = Role.Viewer,
        ["/grpc.health.v1.Health/Watch"] = Role.Viewer,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Role.Viewer,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Role.Viewer,
    };

    /// <summary>Calls that bring large bodies: few of one identity at once.</summary>
    public static IReadOnlySet<string> Uploads { get; } = new HashSet<string>(StringComparer.Ordinal) { "/edgeagent.v1.ModelService/Push" };

    /// <summary>The role that a call needs; null when nobody may make it.</summary>
    public static Role? Needs(string method) => Methods.TryGetValue(method, out var role) ? role : null;

    /// <summary>Whether a call changes something, so that it is kept in the audit log.</summary>
    public static bool IsChange(Role role) => role is not (Role.Viewer or Role.Infer);
}
