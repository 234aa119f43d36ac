using EdgeAgent.Control.Audit;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;
using Grpc.Core;

namespace EdgeAgent.Control.Services;

/// <summary><c>edgeagent.v1.AgentService</c>.</summary>
internal sealed class AgentEndpoint(ControlContracts contracts, TimeProvider time) : AgentService.AgentServiceBase
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1000;

    // What a filter keeps back moves the place on with every commit; telling it each time would cost more than the messages.
    private static readonly TimeSpan PlaceInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(StatusMessages.Of(contracts.Agent.Snapshot()));

    /// <inheritdoc/>
    public override async Task WatchEvents(WatchEventsRequest request, IServerStreamWriter<WatchEventsResponse> responseStream, ServerCallContext context)
    {
        var place = request.HasAfterSequence ? new FeedPlace(request.StoreId, Refusals.NotNegative(request.AfterSequence, "after_sequence")) : contracts.Events.End;
        var filter = FeedMessages.FilterOf(request.Filter);
        // Told before anything happens, so that the client knows from where on it misses nothing.
        var told = place.StoreId.Length == 0 ? place with { StoreId = contracts.Events.End.StoreId } : place;
        await responseStream.WriteAsync(FeedMessages.Of(told)).ConfigureAwait(false);
        var (caughtUp, last) = (false, time.GetTimestamp());
        await foreach (var page in contracts.Events.WatchAsync(place, filter, context.CancellationToken).ConfigureAwait(false))
        {
            foreach (var message in page.Messages) await responseStream.WriteAsync(new WatchEventsResponse { Message = FeedMessages.Of(message) }).ConfigureAwait(false);
            if (!page.IsEnd || page.Place == told || (caughtUp && time.GetElapsedTime(last) < PlaceInterval)) continue;
            (caughtUp, last, told) = (true, time.GetTimestamp(), page.Place);
            await responseStream.WriteAsync(FeedMessages.Of(told)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task<QueryEventsResponse> QueryEvents(QueryEventsRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        if (request.PageSize is < 0 or > LongestPage) throw new ControlRefusedException(RefusalKind.Invalid, $"page_size is {request.PageSize}; give 1 to {LongestPage}");
        var page = contracts.Events.Query(new FeedQuery
        {
            Filter = FeedMessages.FilterOf(request.Filter),
            From = request.From?.ToDateTimeOffset(),
            To = request.To?.ToDateTimeOffset(),
            LatestRevisionOnly = request.LatestRevisionOnly,
            After = Refusals.NotNegative(request.AfterSequence, "after_sequence"),
            Limit = request.PageSize == 0 ? DefaultPage : request.PageSize,
        });
        var response = new QueryEventsResponse { StoreId = page.StoreId };
        foreach (var message in page.Messages) response.Messages.Add(FeedMessages.Of(message));
        if (page.Next is { } next) response.NextAfterSequence = next;
        return Task.FromResult(response);
    });

    /// <inheritdoc/>
    public override async Task<PausePipelineResponse> PausePipeline(PausePipelineRequest request, ServerCallContext context) =>
        new() { Pipeline = await ChangeAsync(contracts.Pipelines.PauseAsync, request.Pipeline, context).ConfigureAwait(false) };

    /// <inheritdoc/>
    public override async Task<ResumePipelineResponse> ResumePipeline(ResumePipelineRequest request, ServerCallContext context) =>
        new() { Pipeline = await ChangeAsync(contracts.Pipelines.ResumeAsync, request.Pipeline, context).ConfigureAwait(false) };

    /// <inheritdoc/>
    public override async Task<RestartPipelineResponse> RestartPipeline(RestartPipelineRequest request, ServerCallContext context) =>
        new() { Pipeline = await ChangeAsync(contracts.Pipelines.RestartAsync, request.Pipeline, context).ConfigureAwait(false) };

    private static Task<PipelineStatus> ChangeAsync(Func<string, CancellationToken, Task<PipelineSnapshot>> change, string pipeline, ServerCallContext context)
    {
        AuditDetail.Set(context, pipeline);
        return Refusals.AsStatusAsync(async () => StatusMessages.Of(await change(pipeline, context.CancellationToken).ConfigureAwait(false)));
    }
}
