using EdgeAgent.Control.Audit;
using EdgeAgent.Control.Services;
using EdgeAgent.Control.V2;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using Grpc.Core;

namespace EdgeAgent.Control.Inference;

/// <summary><c>inference.GRPCInferenceService</c>.</summary>
/// <param name="models">Runs models.</param>
/// <param name="agent">Tells the server's version.</param>
internal sealed class InferenceEndpoint(IInferenceService models, IAgentView agent) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <summary>The server's name in its metadata.</summary>
    public const string ServerName = "edge-agent";

    /// <inheritdoc/>
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) => Task.FromResult(new ServerLiveResponse { Live = true });

    /// <inheritdoc/>
    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) => Task.FromResult(new ServerReadyResponse { Ready = true });

    /// <inheritdoc/>
    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var response = new ServerMetadataResponse { Name = ServerName, Version = agent.Snapshot().Version };
        response.Extensions.AddRange(ServedMessages.Extensions);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Refusals.AsStatusAsync(() => Task.FromResult(new ModelReadyResponse { Ready = models.IsReady(request.Name, request.Version) }));

    /// <inheritdoc/>
    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        Refusals.AsStatusAsync(async () => ServedMessages.Metadata(await models.DescribeAsync(request.Name, request.Version, context.CancellationToken).ConfigureAwait(false)));

    /// <inheritdoc/>
    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Refusals.AsStatusAsync(async () => new ModelConfigResponse { Config = ServedMessages.Config(await models.DescribeAsync(request.Name, request.Version, context.CancellationToken).ConfigureAwait(false)) });

    /// <inheritdoc/>
    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        var response = new ModelStatisticsResponse();
        response.ModelStats.AddRange(models.Statistics(request.Name, request.Version).Select(ServedMessages.Statistics));
        return Task.FromResult(response);
    });

    /// <inheritdoc/>
    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() => InferAsync(request, context));

    /// <inheritdoc/>
    public override async Task ModelStreamInfer(IAsyncStreamReader<ModelInferRequest> requestStream, IServerStreamWriter<ModelStreamInferResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            var request = requestStream.Current;
            var response = new ModelStreamInferResponse();
            try
            {
                response.InferResponse = await InferAsync(request, context).ConfigureAwait(false);
            }
            catch (ControlRefusedException refused)
            {
                // One that fails does not end the others: the client finds by the id which one it was.
                (response.ErrorMessage, response.InferResponse) = (refused.Message, new ModelInferResponse { ModelName = request.ModelName, ModelVersion = request.ModelVersion, Id = request.Id });
            }

            await responseStream.WriteAsync(response).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context)
    {
        var response = new RepositoryIndexResponse();
        if (request.RepositoryName.Length == 0) response.Models.AddRange(models.Index().Where(version => version.IsReady || !request.Ready).Select(ServedMessages.Entry));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context) => Refusals.AsStatusAsync(async () =>
    {
        AuditDetail.Set(context, request.ModelName);
        if (request.Parameters.Count > 0) throw new ControlRefusedException(RefusalKind.Invalid, "models are loaded as they are on the box; bring others with edgectl models push");
        await models.LoadAsync(request.ModelName, context.CancellationToken).ConfigureAwait(false);
        return new RepositoryModelLoadResponse();
    });

    /// <inheritdoc/>
    public override Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        AuditDetail.Set(context, request.ModelName);
        models.Unload(request.ModelName);
        return Task.FromResult(new RepositoryModelUnloadResponse());
    });

    private async Task<ModelInferResponse> InferAsync(ModelInferRequest request, ServerCallContext context) =>
        TensorMessages.Of(await models.InferAsync(TensorMessages.Of(request), context.CancellationToken).ConfigureAwait(false), request);
}
