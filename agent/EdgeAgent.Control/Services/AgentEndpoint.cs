using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.V1;
using Grpc.Core;

namespace EdgeAgent.Control.Services;

/// <summary><c>edgeagent.v1.AgentService</c>.</summary>
internal sealed class AgentEndpoint(ControlContracts contracts) : AgentService.AgentServiceBase
{
    /// <inheritdoc/>
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMessages.Of(contracts.Agent.Snapshot()));
}
