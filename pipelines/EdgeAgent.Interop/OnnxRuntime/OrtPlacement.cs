namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>How many nodes of a model's graph a provider has taken.</summary>
/// <param name="Provider">The provider, as ONNX Runtime names it without its ending, e.g. <c>CPU</c>, <c>CUDA</c>, <c>Tensorrt</c>.</param>
/// <param name="Nodes">Nodes, as they were when the graph was shared out: before each provider fuses its own.</param>
public sealed record OrtPlacement(string Provider, int Nodes)
{
    private const string Ending = "ExecutionProvider";

    /// <summary>As <c>CUDA 12, CPU 3 nodes</c>; empty where nothing is known.</summary>
    public static string Describe(IReadOnlyList<OrtPlacement> placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return placement.Count == 0 ? "" : $"{string.Join(", ", placement.Select(p => FormattableString.Invariant($"{p.Provider} {p.Nodes}")))} {(placement is [{ Nodes: 1 }] ? "node" : "nodes")}";
    }

    /// <summary>Reads what a session has recorded. A library before 1.24 records nothing.</summary>
    internal static unsafe IReadOnlyList<OrtPlacement> Read(OrtApi api, nint session)
    {
        if (api.SessionGetEpGraphAssignmentInfo == null) return [];
        nint* graphs = null;
        nuint count = 0;
        OrtStatus.Check(api, api.SessionGetEpGraphAssignmentInfo(session, &graphs, &count));
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (nuint i = 0; i < count; i++)
        {
            byte* name = null;
            nint* taken = null;
            nuint size = 0;
            OrtStatus.Check(api, api.AssignedSubgraphGetEpName(graphs[i], &name));
            OrtStatus.Check(api, api.AssignedSubgraphGetNodes(graphs[i], &taken, &size));
            var provider = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)name) ?? "unknown";
            if (provider.EndsWith(Ending, StringComparison.Ordinal)) provider = provider[..^Ending.Length];
            nodes[provider] = nodes.GetValueOrDefault(provider) + (int)size;
        }

        return [.. nodes.OrderByDescending(n => n.Value).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => new OrtPlacement(n.Key, n.Value))];
    }
}
