using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Core.Time;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Delivery.HomeAssistant;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Run;

/// <summary>Puts up what the box says of itself: each pipeline's health, each model's state, Home Assistant's document.</summary>
internal sealed class HealthBoard(string device, bool homeAssistant, IReadOnlyList<LivePipeline> pipelines, EventDelivery delivery, IClockDiscipline clock, TimeProvider time)
{
    private readonly ModelTrials _trials = new();

    /// <summary>A version's state has changed. Progress within a state is not posted: a link may be paid by the byte.</summary>
    public void Tell(ModelStatus status)
    {
        if (_trials.Take(status)) PostModels();
    }

    /// <summary>What holds as long as the agent runs.</summary>
    public void PostModels()
    {
        var since = time.GetUtcNow();
        foreach (var name in _trials.Names.Except(pipelines.SelectMany(p => p.References).Select(m => m.Name), StringComparer.Ordinal))
            delivery.Post(RetainedDocuments.Of(delivery.Topics, new ModelStateDocument { Device = device, Name = name, State = "idle", Pipelines = [], Since = since, Trial = _trials.Of(name), Staged = _trials.StagedOf(name) }));
        foreach (var users in pipelines.SelectMany(p => p.References, (pipeline, model) => (pipeline.Name, Model: model)).GroupBy(u => u.Model.Name, StringComparer.Ordinal))
        {
            var model = users.Last().Model;
            delivery.Post(RetainedDocuments.Of(delivery.Topics, new ModelStateDocument
            {
                Device = device,
                Name = users.Key,
                Version = model.Version,
                Variant = model.Variant,
                State = _trials.IsOnProbation(users.Key, model.Version) ? "probation" : "active",
                Trial = _trials.Of(users.Key),
                Staged = _trials.StagedOf(users.Key),
                Digest = model.Digest,
                Provider = model.Provider,
                Pipelines = [.. users.Select(u => u.Name).Distinct(StringComparer.Ordinal)],
                Since = since,
            }));
        }

        if (homeAssistant) delivery.Post(Discovery());
    }

    /// <summary>How every pipeline is now.</summary>
    public void PostHealth()
    {
        foreach (var pipeline in pipelines) delivery.Post(RetainedDocuments.Of(delivery.Topics, Health(pipeline)));
    }

    private Publication Discovery() => new HomeAssistantDiscovery(delivery.Topics, Hosting.BuildInfo.Version)
        .Compose([.. pipelines.Where(p => p.References.Count > 0).Select(p => new DiscoveryPipeline(p.Name, [.. p.ReportedLabels], p.LongestEvent))]);

    private HealthDocument Health(LivePipeline pipeline)
    {
        var now = pipeline.Snapshot(time);
        return new HealthDocument
        {
            Device = device,
            Pipeline = now.Name,
            Time = time.GetUtcNow(),
            State = Word(now.State),
            Detail = now.Detail,
            ElapsedSeconds = now.ElapsedSeconds,
            AnalysedSeconds = now.AnalysedSeconds,
            RealTimeFactor = now.RealTimeFactor,
            Windows = now.Windows,
            DroppedWindows = now.DroppedWindows,
            Events = now.Events,
            Levels = now.Levels,
            Frames = now.Frames,
            Video = now.Video,
            BlindSeconds = now.Video is { } video && pipeline.Rate > 0 ? Math.Round((double)video.BlindFrames / pipeline.Rate, 3) : null,
            Models = pipeline.References,
            Twins = now.Models.Select(m => m.Twin).OfType<TwinFigures>().ToArray() is { Length: > 0 } twins ? twins : null,
            SourceRestarts = now.Input?.Restarts,
            DriftPpm = now.Input?.DriftPpm,
            Gaps = now.Gaps.Count > 0 ? now.Gaps : null,
            Overload = now.Overload is { } o ? new KeepingUp { Step = o.Step, Load = o.Load, QueuedSeconds = o.QueuedSeconds, Climbs = o.Climbs, SkippedSeconds = o.SkippedSeconds } : null,
            Latency = now.Latency is { } l ? new AddedLatency(Math.Round(l.Added.P50, 6), Math.Round(l.Added.P99, 6)) : null,
            Clock = clock.Read(),
            Delivery = Delivery(),
            Store = Store(),
            Evidence = pipeline.Evidence?.Health(pipeline),
        };
    }

    private static string Word(PipelineState state) => state switch
    {
        PipelineState.Running => "running",
        PipelineState.Paused => "paused",
        PipelineState.Stopped => "stopped",
        PipelineState.Ended => "ended",
        _ => "failed",
    };

    private DeliveryHealth Delivery()
    {
        var store = delivery.Store;
        var publisher = delivery.Publisher;
        return new DeliveryHealth
        {
            Pending = store.Pending,
            Cursor = store.Cursor,
            Refused = store.DeadLetters,
            RefusedGaps = store.RefusedGaps,
            BytesSent = publisher?.BytesSent ?? 0,
            BytesLeft = publisher?.BytesLeft,
            Connects = publisher is null ? 0 : publisher.Reconnects + 1,
            Problem = publisher?.Problem,
        };
    }

    private StoreHealth Store()
    {
        var store = delivery.Store;
        return new StoreHealth
        {
            State = store.Problem is null ? "ok" : "degraded",
            Detail = store.Problem,
            StoreId = store.StoreId is { Length: > 0 } id ? id : null,
            Sequence = store.LastSequence,
            BytesOnDisk = store.BytesUsed,
            BytesWritten = store.BytesWritten,
        };
    }
}
