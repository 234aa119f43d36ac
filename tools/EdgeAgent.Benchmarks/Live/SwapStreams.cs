using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>Live pipelines under load, each with its own session, whose models are changed all the while or not at all.</summary>
/// <param name="open">Opens a session of the model.</param>
/// <param name="samples">What they hear: 16-bit mono.</param>
/// <param name="rate">Sample frames a second.</param>
internal sealed class SwapStreams(Func<ModelRunner> open, ReadOnlyMemory<byte> samples, int rate)
{
    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Changes of the last run that took place.</summary>
    public int Swaps { get; private set; }

    /// <summary>Windows of the last run that were left out, and sample frames whose scores were missing or came twice.</summary>
    public long Lost { get; private set; }

    /// <summary>From the arrival of a window's last sample until its scores were told, of the last run.</summary>
    public double P99 { get; private set; }

    /// <summary>Runs them once.</summary>
    /// <param name="streams">Pipelines.</param>
    /// <param name="seconds">Seconds of sound that each hears.</param>
    /// <param name="speed">How many times faster than real time.</param>
    /// <param name="swapping">Whether each pipeline's model is changed again and again.</param>
    public async Task<LegCost> RunAsync(int streams, double seconds, double speed, bool swapping)
    {
        var watch = new DelayLog(_time);
        using var workers = InferenceWorkers.Create(threads: 1);
        var counters = new StreamCounters();
        (Swaps, Lost) = (0, 0);
        var meter = Meter.Start();
        await Task.WhenAll(Enumerable.Range(0, streams).Select(RunOneAsync)).ConfigureAwait(false);
        P99 = watch.P99;
        return meter.Stop(counters.Windows) with { Written = 0 };

        async Task RunOneAsync(int index)
        {
            using var places = new PipelineModels($"stream-{index}", [(ModelLease.Of(open()), Lease)]);
            var coverage = new CoverageLog();
            var overload = new OverloadControl(new OverloadRules(), _time);
            using var ended = new CancellationTokenSource();
            await Task.Delay(Block / speed * ((double)index / streams), _time).ConfigureAwait(false);
            var swaps = swapping ? SwapAsync(places, ended.Token) : Task.FromResult(0);
            await EpochAnalysis.RunAsync(new EpochJob
            {
                Source = new PacedSource(samples, rate, Block, seconds, _time, speed),
                Name = $"stream-{index}",
                Timeline = new StreamTimeline($"bench-{index}", rate, [new TimeAnchor(0, _time.GetUtcNow())]),
                Identity = new StreamIdentity("bench", $"stream-{index}", "noise", Channel: 1, Replay: false),
                Places = places,
                Scores = coverage,
                Sink = new EventCount(),
                Workers = workers,
                Counters = counters,
                Overload = overload,
                Watch = watch,
                Time = _time,
                Prompt = true,
                DrainOnStop = true,
            }, CancellationToken.None).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            var done = await swaps.ConfigureAwait(false);
            lock (watch)
            {
                Swaps += done;
                Lost += overload.LeftOut + coverage.Astray;
            }
        }
    }

    private ModelLease Lease() => ModelLease.Of(open());

    private async Task<int> SwapAsync(PipelineModels places, CancellationToken ended)
    {
        var count = 0;
        try
        {
            while (true)
            {
                var runner = places.Runners[0];
                var outcome = await places.SwitchAsync(new SwitchRequest("bench", runner.Package, runner.Variant) { Probation = false }, Lease, ended).ConfigureAwait(false);
                if (outcome.Refusal is { } refusal) throw new BenchmarkException($"a change of models was refused: {refusal}");
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            return count;
        }
    }
}
