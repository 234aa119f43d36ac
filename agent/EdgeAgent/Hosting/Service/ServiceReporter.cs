using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Run;

namespace EdgeAgent.Hosting.Service;

/// <summary>Keeps the service manager informed while the agent runs: ready once every pipeline hears something or is known not to, alive as long as the work advances, and a line worth reading.</summary>
/// <param name="notifier">The service manager.</param>
/// <param name="pipelines">What runs.</param>
/// <param name="delivery">Store and link.</param>
/// <param name="headline">What stands before everything else in the status line, such as a warning; empty for nothing. A change is told at once.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceReporter(ServiceNotifier notifier, IReadOnlyList<LivePipeline> pipelines, EventDelivery delivery, Func<string> headline, TimeProvider time)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Until it is ready, those who wait for it (systemctl start, units after it) are not kept waiting for the next second.
    private static readonly TimeSpan StartTick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(10);

    // Without a watchdog nobody is told, but a line still says what stands still.
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(60);

    private readonly ProgressWatch _watch = new(notifier.Watchdog is { } span ? span / 2 : UsualPatience, time);
    private string? _told;

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the service manager was told that the agent is ready.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Reports until it is told that the agent ends.</summary>
    public async Task RunAsync(CancellationToken finished)
    {
        using var timer = new PeriodicTimer(StartTick, time);
        long? toldAt = null, aliveAt = null;
        var toldFirst = string.Empty;
        try
        {
            do
            {
                var stuck = Look();
                if (!Ready.IsCompleted && pipelines.All(IsDecided))
                {
                    notifier.Ready();
                    _ready.SetResult();
                    timer.Period = Tick;
                    // How it is now, and not how it was while it started.
                    toldAt = null;
                }

                var first = headline();
                var line = Line(first, stuck);
                if (line != _told && (first != toldFirst || toldAt is not { } at || time.GetElapsedTime(at) >= StatusEvery))
                {
                    notifier.Status(line);
                    (_told, toldAt, toldFirst) = (line, time.GetTimestamp(), first);
                }

                // Three signs within the manager's patience: one that is late does no harm.
                if (stuck is null && notifier.Watchdog is { } span && (aliveAt is not { } last || time.GetElapsedTime(last) >= span / 6))
                {
                    notifier.Alive();
                    aliveAt = time.GetTimestamp();
                }
            }
            while (await timer.WaitForNextTickAsync(finished).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private string? Look()
    {
        var store = delivery.Store;
        return _watch.Look(
            [.. pipelines.Select(p => new PipelineProgress(p.Name, p.State == PipelineState.Running, p.Delivered, p.Counters.Frames))],
            new StoreProgress(store.State == StoreState.Working, store.Waiting, store.Commits));
    }

    // Hears, has ended or failed, or its source is known to be away: in each case the operator can see what is the matter.
    private static bool IsDecided(LivePipeline pipeline) => pipeline.Counters.Frames > 0 || pipeline.State != PipelineState.Running || pipeline.MayWait;

    private string Line(string first, string? stuck)
    {
        var running = pipelines.Count(p => p.State == PipelineState.Running && !p.IsSourceMissing);
        var store = delivery.Store;
        var parts = new List<string>();
        if (first.Length > 0) parts.Add(first);
        if (stuck is not null) parts.Add("STUCK: " + stuck);
        parts.Add($"{running} of {pipelines.Count} pipelines listening");
        parts.AddRange(pipelines.Where(p => p.State == PipelineState.Failed).Select(p => $"{p.Name} failed: {p.Problem}"));
        parts.AddRange(pipelines.Where(p => p.State == PipelineState.Running && p.IsSourceMissing).Select(p => $"{p.Name}: no input"));
        if (store.Problem is { } problem) parts.Add("store: " + problem);
        parts.Add(delivery.Publisher is { State: MqttState.Connected } ? "broker connected" : "broker away");
        parts.Add($"{store.LastSequence} messages, {store.Pending} to be confirmed");
        return string.Join("; ", parts);
    }
}
