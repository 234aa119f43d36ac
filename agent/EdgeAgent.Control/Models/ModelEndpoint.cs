using EdgeAgent.Control.Audit;
using EdgeAgent.Control.Security;
using EdgeAgent.Control.Services;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;
using Grpc.Core;

namespace EdgeAgent.Control.Models;

/// <summary><c>edgeagent.v1.ModelService</c>.</summary>
internal sealed class ModelEndpoint(IModelStore models) : ModelService.ModelServiceBase
{
    /// <inheritdoc/>
    public override Task<OpenUploadResponse> OpenUpload(OpenUploadRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        AuditDetail.Set(context, $"{request.Name}:{request.Version} {request.Digest}, {request.Size} bytes");
        var (offset, installed) = models.Offer(new ModelOffer(request.Digest, request.Size, request.Name, request.Version), Identity(context));
        return Task.FromResult(new OpenUploadResponse { Offset = offset, Model = installed is null ? null : ModelMessages.Of(installed.Model), MaxChunkBytes = models.MaxChunkBytes });
    });

    /// <inheritdoc/>
    public override Task<PushResponse> Push(IAsyncStreamReader<PushRequest> requestStream, ServerCallContext context) => Refusals.AsStatusAsync(async () =>
    {
        if (!await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false) || requestStream.Current.Header is not { } header)
            throw new ControlRefusedException(RefusalKind.Invalid, "the first message of a push is its header");
        AuditDetail.Set(context, header.Digest);
        var upload = models.OpenUpload(header.Digest, Identity(context));
        await using (upload.ConfigureAwait(false))
        {
            var known = upload.Offset - header.Offset;
            if (header.Offset < 0 || known < 0) throw new ControlRefusedException(RefusalKind.Invalid, $"offset is {header.Offset}, and {upload.Offset} bytes are here; ask OpenUpload where to go on");
            while (await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
            {
                var chunk = requestStream.Current.Chunk.Memory;
                if (requestStream.Current.PartCase != PushRequest.PartOneofCase.Chunk || chunk.Length > models.MaxChunkBytes)
                    throw new ControlRefusedException(RefusalKind.Invalid, $"after the header come chunks of at most {models.MaxChunkBytes} bytes");

                // What is here already is passed over.
                var skip = (int)Math.Min(known, chunk.Length);
                known -= skip;
                if (skip < chunk.Length) await upload.WriteAsync(chunk[skip..], context.CancellationToken).ConfigureAwait(false);
            }

            var status = await upload.CompleteAsync(context.CancellationToken).ConfigureAwait(false);
            return new PushResponse
            {
                Received = upload.Offset, State = ModelMessages.Of(status.State),
                Model = status.State == Core.Models.Lifecycle.ModelState.Receiving ? null : ModelMessages.Of(status.Model),
                Reason = status.State == Core.Models.Lifecycle.ModelState.Rejected ? status.Reason ?? "" : "",
            };
        }
    });

    /// <inheritdoc/>
    public override Task<ListModelsResponse> List(ListModelsRequest request, ServerCallContext context)
    {
        var response = new ListModelsResponse();
        response.Models.AddRange(models.List(OrNull(request.Name)).Select(ModelMessages.Of));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<InspectModelResponse> Inspect(InspectModelRequest request, ServerCallContext context) =>
        Refusals.AsStatusAsync(() => Task.FromResult(ModelMessages.Of(models.Inspect(request.Model))));

    /// <inheritdoc/>
    public override Task<StageModelResponse> Stage(StageModelRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        AuditDetail.Set(context, request.Model);
        return Task.FromResult(new StageModelResponse { Status = ModelMessages.Of(models.Stage(request.Model, OrNull(request.Variant), Identity(context))) });
    });

    /// <inheritdoc/>
    public override Task<ActivateModelResponse> Activate(ActivateModelRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        AuditDetail.Set(context, request.Model);
        var order = new ActivationOrder
        {
            Variant = OrNull(request.Variant), Pipelines = [.. request.Pipelines], Shadow = Minutes(request.ShadowMinutes, "shadow_minutes"),
            Probation = request.HasProbationMinutes ? Minutes(request.ProbationMinutes, "probation_minutes") : null,
            Share = request.Share == 0 ? 1 : request.Share, Label = OrNull(request.Label), Identity = Identity(context),
        };
        return Task.FromResult(new ActivateModelResponse { Status = ModelMessages.Of(models.Activate(request.Model, order)) });
    });

    /// <inheritdoc/>
    public override Task<RollbackModelResponse> Rollback(RollbackModelRequest request, ServerCallContext context) => Refusals.AsStatusAsync(async () =>
    {
        AuditDetail.Set(context, $"{request.Name} to {(request.Version == 0 ? "the last good version" : request.Version)}: {request.Reason}");
        var status = await models.RollBackAsync(request.Name, (int)Refusals.NotNegative(request.Version, "version"), OrNull(request.Reason), Identity(context), context.CancellationToken).ConfigureAwait(false);
        return new RollbackModelResponse { Status = ModelMessages.Of(status) };
    });

    /// <inheritdoc/>
    public override Task<RemoveModelResponse> Remove(RemoveModelRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        AuditDetail.Set(context, $"{request.Name}:{request.Version}");
        return Task.FromResult(new RemoveModelResponse { FreedBytes = models.Remove(request.Name, request.Version, Identity(context)) });
    });

    /// <inheritdoc/>
    public override async Task WatchState(WatchModelStateRequest request, IServerStreamWriter<WatchModelStateResponse> responseStream, ServerCallContext context)
    {
        // The last of those that were there carries the mark, so each is held back until it is known whether another comes.
        WatchModelStateResponse? held = null;
        var caughtUp = false;
        await foreach (var status in models.WatchAsync(OrNull(request.Name), context.CancellationToken).ConfigureAwait(false))
        {
            if (caughtUp)
            {
                await responseStream.WriteAsync(new WatchModelStateResponse { Status = ModelMessages.Of(status!) }).ConfigureAwait(false);
                continue;
            }

            caughtUp = status is null;
            if (caughtUp) (held ??= new WatchModelStateResponse()).CaughtUp = true;
            if (held is not null) await responseStream.WriteAsync(held).ConfigureAwait(false);
            held = status is null ? null : new WatchModelStateResponse { Status = ModelMessages.Of(status) };
        }
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Identity(ServerCallContext context) => Caller.Of(context).Name;

    private static TimeSpan Minutes(double minutes, string field) => minutes is >= 0 and <= 100_000
        ? TimeSpan.FromMinutes(minutes)
        : throw new ControlRefusedException(RefusalKind.Invalid, $"{field} is {minutes}; give 0 to 100000");
}
