using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The agent's side: a recording through the whole path, from the file to the (discarded) events, as a replay runs it.</summary>
internal sealed class AgentReplay(ModelRunner model, NoiseRecording recording)
{
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Events of the last replay; a benchmark of windows wants none.</summary>
    public long Events { get; private set; }

    /// <summary>Replays the recording a number of times and measures this process.</summary>
    public async Task<LegCost> MeasureAsync(InferenceWorkers workers, int repeats)
    {
        var meter = Meter.Start();
        var windows = 0L;
        for (var i = 0; i < repeats; i++) windows += await RunAsync(workers, recording.Frames).ConfigureAwait(false);
        return meter.Stop(windows) with { Written = 0 };
    }

    /// <summary>Replays the first sample frames once.</summary>
    /// <returns>Windows scored.</returns>
    public async Task<long> RunAsync(InferenceWorkers workers, long frames)
    {
        var counters = new StreamCounters();
        var events = new EventCount();
        await EpochAnalysis.RunAsync(new EpochJob
        {
            Source = new RecordingSource([recording.Segment(frames)], recording.Rate, 1, double.PositiveInfinity, _time),
            Name = recording.Path,
            Timeline = new StreamTimeline("bench", recording.Rate),
            Identity = new StreamIdentity("bench", "bench", "noise", Channel: 1, Replay: true),
            Models = [model],
            Sink = events,
            Workers = workers,
            Counters = counters,
            Time = _time,
        }, CancellationToken.None).ConfigureAwait(false);
        Events = events.Revisions;
        return counters.Windows;
    }
}
