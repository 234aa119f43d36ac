using System.Text;
using EdgeAgent.Control.Audit;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.V1;
using EdgeAgent.Core.Control;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Control.Services;

/// <summary><c>edgeagent.v1.AgentService</c>.</summary>
internal sealed class AgentEndpoint(ControlContracts contracts, StatusAnswer status, TimeProvider time) : AgentService.AgentServiceBase
{
    private const int DefaultPage = 100;
    private const int LongestPage = 1000;
    private const int Chunk = 64 * 1024;

    // What a filter keeps back moves the place on with every commit; telling it each time would cost more than the messages.
    private static readonly TimeSpan PlaceInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
        Task.FromResult(status.Read());

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

    /// <inheritdoc/>
    public override async Task<SetThresholdsResponse> SetThresholds(SetThresholdsRequest request, ServerCallContext context)
    {
        var (high, low) = (request.HasHigh ? request.High : (double?)null, request.HasLow ? request.Low : (double?)null);
        if (high is null && low is null && !request.Reset) throw new RpcException(new Status(StatusCode.InvalidArgument, "neither high, low nor reset is given"));
        var pipeline = await ChangeAsync((name, cancellation) => contracts.Pipelines.SetThresholdsAsync(name, high, low, request.Reset, cancellation), request.Pipeline, context, FormattableString.Invariant($"{request.Pipeline}{(request.Reset ? " reset" : "")} high {high} low {low}")).ConfigureAwait(false);
        return new SetThresholdsResponse { Pipeline = pipeline };
    }

    /// <inheritdoc/>
    public override async Task Tap(TapRequest request, IServerStreamWriter<TapResponse> responseStream, ServerCallContext context)
    {
        if (request.IntervalSeconds is not (>= 0 and <= 3600)) throw new RpcException(new Status(StatusCode.InvalidArgument, "interval_seconds must be 0 to 3600"));
        var interval = TimeSpan.FromSeconds(request.IntervalSeconds == 0 ? 1 : request.IntervalSeconds);
        await Refusals.AsStatusAsync(async () =>
        {
            await foreach (var reading in contracts.Tap.WatchAsync([.. request.Pipelines], interval, context.CancellationToken).ConfigureAwait(false))
                await responseStream.WriteAsync(StatusMessages.Of(reading)).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task<SetLogLevelResponse> SetLogLevel(SetLogLevelRequest request, ServerCallContext context) => Refusals.AsStatusAsync(() =>
    {
        if (request.Seconds is not (>= 0 and <= 1e8)) throw new ControlRefusedException(RefusalKind.Invalid, "seconds must be 0 or more");
        AuditDetail.Set(context, $"{request.Area} {request.Level}");
        contracts.Logs.Set(request.Area, request.Level, request.Seconds > 0 ? TimeSpan.FromSeconds(request.Seconds) : null);
        var response = new SetLogLevelResponse();
        foreach (var entry in contracts.Logs.Levels) response.Levels.Add(StatusMessages.Of(entry));
        return Task.FromResult(response);
    });

    /// <inheritdoc/>
    public override Task<ReloadConfigurationResponse> ReloadConfiguration(ReloadConfigurationRequest request, ServerCallContext context) => Refusals.AsStatusAsync(async () =>
    {
        AuditDetail.Set(context, request.DryRun ? "dry run" : "reload");
        var response = new ReloadConfigurationResponse();
        foreach (var change in await contracts.Configuration.ReloadAsync(request.DryRun, context.CancellationToken).ConfigureAwait(false)) response.Changes.Add(StatusMessages.Of(change));
        status.Forget();
        if (!request.DryRun) AuditDetail.Set(context, string.Join(", ", response.Changes.Select(change => change.Key)));
        return response;
    });

    /// <inheritdoc/>
    public override async Task SupportBundle(SupportBundleRequest request, IServerStreamWriter<SupportBundleResponse> responseStream, ServerCallContext context)
    {
        var (answer, now) = (status.Read(), time.GetUtcNow());
        var file = new SupportFile("status.json", Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(answer)));
        var archive = SupportArchive.Pack([file, .. contracts.Support.Collect()], $"{answer.Device}-{now:yyyyMMddTHHmmssZ}", now);
        for (var start = 0; start < archive.Length; start += Chunk)
            await responseStream.WriteAsync(new SupportBundleResponse { Chunk = ByteString.CopyFrom(archive.AsSpan(start, Math.Min(Chunk, archive.Length - start))) }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task Replay(ReplayRequest request, IServerStreamWriter<ReplayResponse> responseStream, ServerCallContext context) => Refusals.AsStatusAsync(async () =>
    {
        AuditDetail.Set(context, string.Join(", ", request.Paths.Take(8)));
        var desk = contracts.Replays ?? throw new ControlRefusedException(RefusalKind.NotNow, "this agent replays nothing from afar");
        var order = new ReplayOrder([.. request.Paths], request.Model.Length > 0 ? request.Model : null, request.Pipeline.Length > 0 ? request.Pipeline : null);
        await foreach (var news in desk.ReplayAsync(order, context.CancellationToken).ConfigureAwait(false)) await responseStream.WriteAsync(StatusMessages.Of(news)).ConfigureAwait(false);
        return true;
    });

    private async Task<PipelineStatus> ChangeAsync(Func<string, CancellationToken, Task<PipelineSnapshot>> change, string pipeline, ServerCallContext context, string? detail = null)
    {
        AuditDetail.Set(context, detail ?? pipeline);
        try
        {
            return await Refusals.AsStatusAsync(async () => StatusMessages.Of(await change(pipeline, context.CancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }
        finally
        {
            status.Forget();
        }
    }
}
