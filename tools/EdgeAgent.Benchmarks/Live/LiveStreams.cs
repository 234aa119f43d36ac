using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>The agent's side: hydrophones in real time through the whole live path, each as a pipeline of its own, with one session for all.</summary>
/// <param name="model">The model.</param>
/// <param name="samples">What they hear: 16-bit mono.</param>
/// <param name="rate">Sample frames a second.</param>
internal sealed class LiveStreams(ModelRunner model, ReadOnlyMemory<byte> samples, int rate)
{
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Where the time of the last run's windows went.</summary>
    public StageLog Stages { get; private set; } = new(TimeProvider.System);

    /// <summary>Windows that were left out in the last run.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Runs so many streams for so long.</summary>
    public async Task<LegCost> RunAsync(int streams, double seconds, TimeSpan block)
    {
        Stages = new StageLog(_time);
        using var workers = InferenceWorkers.Create(threads: 1);
        var counters = new StreamCounters();
        var controls = new List<OverloadControl>();
        var meter = Meter.Start();
        await Task.WhenAll(Enumerable.Range(0, streams).Select(i => RunOneAsync(i, workers, counters, controls))).ConfigureAwait(false);
        LeftOut = controls.Sum(c => c.LeftOut);
        return meter.Stop(counters.Windows) with { Written = 0 };

        async Task RunOneAsync(int index, InferenceWorkers shared, StreamCounters sum, List<OverloadControl> all)
        {
            using var places = new PipelineModels($"stream-{index}", [(new ModelLease(model, () => { }), () => new ModelLease(model, () => { }))]);
            var overload = new OverloadControl(new OverloadRules(), _time);
            lock (all) all.Add(overload);
            // Not all in step, as no two hydrophones are.
            await Task.Delay(block * ((double)index / Math.Max(1, streams)), _time).ConfigureAwait(false);
            await EpochAnalysis.RunAsync(new EpochJob
            {
                Source = new PacedSource(samples, rate, block, seconds, _time),
                Name = $"stream-{index}",
                Timeline = new StreamTimeline($"bench-{index}", rate, [new TimeAnchor(0, _time.GetUtcNow())]),
                Identity = new StreamIdentity("bench", $"stream-{index}", "noise", Channel: 1, Replay: false),
                Places = places,
                Sink = new EventCount(),
                Workers = shared,
                Counters = sum,
                Sensor = new SensorWatch(),
                Overload = overload,
                Watch = Stages,
                Time = _time,
                Prompt = true,
                DrainOnStop = true,
            }, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
