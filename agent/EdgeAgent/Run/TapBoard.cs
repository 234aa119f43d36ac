using System.Runtime.CompilerServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>Lets people look into running pipelines. While nobody looks it costs the data path one comparison a window and allocates nothing.</summary>
internal sealed class TapBoard : ITap
{
    private const int MostWatchers = 16;
    private static readonly TimeSpan Quickest = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<LivePipeline> _pipelines;
    private readonly TimeProvider _time;
    private volatile TapWatcher[] _watchers = [];

    /// <summary>A board over some pipelines.</summary>
    public TapBoard(IReadOnlyList<LivePipeline> pipelines, TimeProvider time) => (_pipelines, _time) = (pipelines, time);

    /// <summary>Whether anybody looks.</summary>
    public bool IsWatched => _watchers.Length > 0;

    /// <summary>Offers a window's scores to those who look; on the thread that analyses, so that it returns at once.</summary>
    public void Offer(string pipeline, ModelReference model, IReadOnlyList<string> labels, long first, long last, ReadOnlySpan<float> scores)
    {
        foreach (var watcher in _watchers)
            if (watcher.Wants(pipeline, model, _time.GetTimestamp())) watcher.Put(new TapReading(pipeline, _time.GetUtcNow()) { Scores = new WindowScores(model, first, last, scores.ToArray()) { Labels = labels } });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TapReading> WatchAsync(IReadOnlyList<string> pipelines, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var name in pipelines)
            if (!_pipelines.Any(p => p.Name == name)) throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{name}' here; there are {string.Join(", ", _pipelines.Select(p => p.Name))}");
        var looked = _pipelines.Where(p => pipelines.Count == 0 || pipelines.Contains(p.Name, StringComparer.Ordinal)).ToArray();
        var watcher = new TapWatcher([.. looked.Select(p => p.Name)], interval < Quickest ? Quickest : interval, _time);
        Enter(watcher);
        try
        {
            // Levels are made every second; scores come in between, as they are made.
            using var timer = new PeriodicTimer(interval < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : interval, _time);
            var (tick, scored) = (timer.WaitForNextTickAsync(cancellation).AsTask(), watcher.Readings.WaitToReadAsync(cancellation).AsTask());
            foreach (var reading in Levels(looked)) yield return reading;
            while (true)
            {
                await Task.WhenAny(tick, scored).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                while (watcher.Readings.TryRead(out var reading)) yield return reading with { Dropped = watcher.TakeDropped() };
                if (scored.IsCompleted) scored = watcher.Readings.WaitToReadAsync(cancellation).AsTask();
                if (!tick.IsCompleted) continue;
                tick = timer.WaitForNextTickAsync(cancellation).AsTask();
                foreach (var reading in Levels(looked)) yield return reading;
            }
        }
        finally
        {
            lock (_lock) _watchers = [.. _watchers.Where(w => w != watcher)];
        }
    }

    private IEnumerable<TapReading> Levels(IEnumerable<LivePipeline> pipelines) =>
        from pipeline in pipelines let levels = pipeline.Sensor.Snapshot() where levels is not null select new TapReading(pipeline.Name, _time.GetUtcNow()) { Levels = levels };

    private void Enter(TapWatcher watcher)
    {
        lock (_lock)
        {
            if (_watchers.Length >= MostWatchers) throw new ControlRefusedException(RefusalKind.Exhausted, $"{MostWatchers} are looking into pipelines already; wait for one to end");
            _watchers = [.. _watchers, watcher];
        }
    }
}
