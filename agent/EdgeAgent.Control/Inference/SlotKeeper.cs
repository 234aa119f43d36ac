using EdgeAgent.Control.Security;
using EdgeAgent.Control.Services;
using EdgeAgent.Rpc.Server;
using Grpc.Core;

namespace EdgeAgent.Control.Inference;

/// <summary>Gives calls that bring tensors or files their slot, before their first message is read. Stands behind the gatekeeper.</summary>
internal sealed class SlotKeeper(InferenceSlots slots) : IRpcInterceptor
{
    private static readonly HashSet<string> Calls = new(StringComparer.Ordinal)
    {
        "/inference.GRPCInferenceService/ModelInfer", "/inference.GRPCInferenceService/ModelStreamInfer", "/edgeagent.v1.PredictionService/Predict",
    };

    /// <inheritdoc/>
    public ValueTask EnterAsync(ServerCallContext context)
    {
        if (Calls.Contains(context.Method)) context.UserState[typeof(InferenceSlots)] = Refusals.AsStatus(() => slots.Take(Caller.Of(context)));
        return default;
    }

    /// <inheritdoc/>
    public void Leave(ServerCallContext context, Status status)
    {
        if (context.UserState.TryGetValue(typeof(InferenceSlots), out var slot)) ((IDisposable)slot).Dispose();
    }
}
