using EdgeAgent.Configuration;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Replay;

/// <summary>Replays recordings, or raw PCM from standard input, through the same stages as the live pipelines.</summary>
internal sealed class ReplaySession(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    /// <summary>Runs a replay.</summary>
    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(ReplayRequest request, CancellationToken stop)
    {
        var fromStandardInput = request.Inputs is ["-"];
        using var models = new ModelSet(settings);
        var runners = models.OpenAll(request.Models, request.Rules);
        var plan = fromStandardInput ? null : MakePlan(request, stop);
        var truth = request.Truth is null ? null : ReplayEvaluation.Prepare(request.Truth, plan, runners);
        using var results = ReplayResults.Open(request, plan, runners, terminal, truth);
        var clips = ReplayClips.Open(request, settings, runners, time);
        var counters = plan?.Tasks.Select(_ => new StreamCounters()).ToArray() ?? [new StreamCounters()];
        TimeSpan elapsed;
        var progress = new ReplayProgress(terminal, time, plan?.Seconds ?? 0, () => Heard(request, plan, counters), () => results.Events, request.ProgressSeconds);
        await using (progress.ConfigureAwait(false))
        {
            if (plan is null) await RunStreamAsync(request, runners, results, clips, counters[0], stop).ConfigureAwait(false);
            else await RunPlanAsync(request, plan, runners, results, clips, counters, stop).ConfigureAwait(false);
            elapsed = progress.Elapsed;
        }

        stop.ThrowIfCancellationRequested();
        var written = results.Complete();
        Summarize(plan, runners, Heard(request, plan, counters), elapsed, results, written);
        if (truth is not null) terminal.WriteLine(truth.Report(request.Json));
        if (clips?.Problem is { } problem)
        {
            terminal.Note(problem);
            return ExitCode.Failed;
        }

        return results.Failures > 0 ? ExitCode.Unreadable : ExitCode.Done;
    }

    private ReplayPlan MakePlan(ReplayRequest request, CancellationToken stop)
    {
        var files = InputFinder.Find(request.Inputs);
        var plan = ReplayPlan.Create(request, files, count => terminal.Progress($"looking at recordings: {count} of {files.Count}"), stop);
        terminal.EndProgress();
        foreach (var recording in plan.Recordings)
            foreach (var note in recording.Notes) terminal.Note(note);
        foreach (var problem in plan.LeftOut) terminal.Note($"left out: {problem.Message}");
        return plan;
    }

    private async Task RunStreamAsync(ReplayRequest request, IReadOnlyList<ModelRunner> models, ReplayResults results, ReplayClips? clips, StreamCounters counters, CancellationToken stop)
    {
        var format = request.RawFormat!.Value;
        var anchors = request.Times.Start is { } start ? [new TimeAnchor(0, start)] : Array.Empty<TimeAnchor>();
        using var workers = InferenceWorkers.Create(request.Jobs);
        await using var evidence = clips?.Before(results, "stdin");
        await EpochAnalysis.RunAsync(new EpochJob
        {
            Source = new PcmStreamSource("standard input", format, Console.OpenStandardInput),
            Name = "standard input",
            Timeline = new StreamTimeline(request.Plan.StreamId ?? "stdin", format.SampleRate, anchors),
            Identity = new StreamIdentity(settings.Device, request.Pipeline, "stdin", request.Channel, Replay: true),
            Models = models,
            Sink = (IEventSink?)evidence ?? results,
            Tap = evidence,
            Workers = workers,
            Counters = counters,
            Time = time,
        }, stop).ConfigureAwait(false);
        // A feeding command that failed must not look like an hour without whales.
        if (counters.Frames == 0) throw new SourceException("standard input", "standard input: ended before its first sample frame; check the command that feeds it");
    }

    private async Task RunPlanAsync(ReplayRequest request, ReplayPlan plan, IReadOnlyList<ModelRunner> models, ReplayResults results, ReplayClips? clips, StreamCounters[] counters, CancellationToken stop)
    {
        using var workers = InferenceWorkers.Create(request.Jobs);
        var ordered = new OrderedSink(results, plan.Tasks.Count);
        DeclareLosses(request, plan, results);
        // Paced replay is a rehearsal of live work: one recorder at a time, each window at once.
        var side = double.IsPositiveInfinity(request.Speed) ? request.Jobs : 1;
        var options = new ParallelOptions { MaxDegreeOfParallelism = side, CancellationToken = stop };
        await Parallel.ForAsync(0, plan.Tasks.Count, options, async (index, cancellation) =>
        {
            var task = plan.Tasks[index];
            var sink = ordered[index];
            if (task.GapBefore is { } hole)
                sink.Accept(new GapRecord(request.Pipeline, task.Stream.Recorder, hole.Cause, hole.From, hole.To, GapLoss.OfInput((hole.To - hole.From).TotalSeconds), null));
            EpochTask? left = task;
            while (left is not null)
            {
                try
                {
                    await RunTaskAsync(request, left, models, sink, clips, workers, counters[index], cancellation).ConfigureAwait(false);
                    left = null;
                }
                catch (SourceException error) when (request.KeepGoing)
                {
                    var (file, from, to) = left!.Lost(error.HeardFrames);
                    terminal.Note($"left out from here: {error.Message}");
                    sink.Accept(new GapRecord(request.Pipeline, left.Stream.Recorder, "unreadable", left.Timeline.ToUtc(from), left.Timeline.ToUtc(to), GapLoss.OfInput((double)(to - from) / left.Stream.SampleRate), error.Message));
                    results.CountLoss(file.Path, (from - file.FirstPosition + file.SkipFrames) / (double)left.Stream.SampleRate);
                    left = left.After(error.HeardFrames);
                }
            }

            ordered.Complete(index);
        }).ConfigureAwait(false);
    }

    private async Task RunTaskAsync(ReplayRequest request, EpochTask task, IReadOnlyList<ModelRunner> models, IEventSink sink, ReplayClips? clips, InferenceWorkers workers, StreamCounters counters, CancellationToken cancellation)
    {
        var rate = task.Stream.SampleRate;
        var leadIn = LeadInSeconds(models) * rate;
        while (true)
        {
            var range = task.IsWhole ? AnalysedRange.Whole : new AnalysedRange(task.From, task.To == task.Epoch.Frames ? long.MaxValue : task.To, Math.Max(0, task.From - leadIn));
            // A run that turns out to begin too late is void: only a whole epoch may send as it goes.
            var attempt = task.IsWhole ? null : new HeldEvents();
            await using var evidence = clips?.Before(attempt ?? sink, task.Stream.Recorder);
            var done = await EpochAnalysis.RunAsync(new EpochJob
            {
                Source = new RecordingSource(task.Epoch.Segments, rate, task.Stream.Channels, request.Speed, time),
                Name = task.Epoch.Segments.Count == 1 ? task.Epoch.Segments[0].Path : task.Epoch.StreamId,
                Timeline = task.Timeline,
                Identity = new StreamIdentity(settings.Device, request.Pipeline, task.Stream.Recorder, request.Channel, Replay: true, Locate: task.Locate),
                Models = models,
                Sink = evidence ?? attempt ?? sink,
                Tap = evidence,
                Workers = workers,
                Counters = counters,
                Time = time,
                EndsInGap = task.EndsInGap,
                Range = range,
                Prompt = !double.IsPositiveInfinity(request.Speed),
            }, cancellation).ConfigureAwait(false);
            if (done)
            {
                attempt?.Release(sink);
                return;
            }

            // A run of scores reaches back beyond the lead-in: only an earlier start can tell where its events begin.
            leadIn *= 2;
        }
    }

    private static long LeadInSeconds(IReadOnlyList<ModelRunner> models) => models.Max(model =>
    {
        var input = model.Package.Manifest.Input;
        var slowest = model.Rules.Max(r => Math.Max(r.ConfirmOf, r.SmoothingWindows));
        var seconds = ((double)input.WindowSamples + ((double)slowest * input.HopSamples)) / input.SampleRate;
        return (long)Math.Ceiling(seconds + model.Rules.Max(r => r.MergeGapSeconds) + 60);
    });

    // Seconds of input analysed; a shard's lead-in is not its own.
    private static double Heard(ReplayRequest request, ReplayPlan? plan, StreamCounters[] counters) => plan is null
        ? (double)counters[0].Frames / request.RawFormat!.Value.SampleRate
        : plan.Tasks.Zip(counters, (task, counter) => (double)Math.Clamp(counter.Frames - task.From, 0, task.To - task.From) / task.Stream.SampleRate).Sum();

    private static void DeclareLosses(ReplayRequest request, ReplayPlan plan, ReplayResults results)
    {
        foreach (var problem in plan.LeftOut)
        {
            results.Accept(new GapRecord(request.Pipeline, problem.Path, "unreadable", null, null, null, problem.Message));
            results.CountFailure();
        }

        foreach (var recording in plan.Recordings.Where(r => r.DeclaredFrames is not null))
        {
            var missing = (double)(recording.DeclaredFrames!.Value - recording.Frames) / recording.SampleRate;
            var end = recording.Start?.AddSeconds((double)recording.Frames / recording.SampleRate);
            results.Accept(new GapRecord(request.Pipeline, recording.Recorder, "truncated", end, end?.AddSeconds(missing), GapLoss.OfInput(missing),
                $"{recording.Path} is cut short: {recording.Frames} of {recording.DeclaredFrames} sample frames are there"));
            results.CountFailure();
        }
    }

    private void Summarize(ReplayPlan? plan, IReadOnlyList<ModelRunner> models, double seconds, TimeSpan elapsed, ReplayResults results, IReadOnlyList<string> written)
    {
        var speed = seconds / Math.Max(1e-3, elapsed.TotalSeconds);
        var names = string.Join(" and ", models.Select(m => $"{m.Reference.Name}:{m.Reference.Version} ({m.Variant.Name}, {m.Provider})"));
        terminal.Note(FormattableString.Invariant($"analysed {ReplayProgress.Clock(seconds)} of {(plan is null ? "standard input" : $"{plan.Recordings.Count} recordings in {plan.Tasks.Count} epochs")} with {names} in {elapsed.TotalSeconds:F1} s ({speed:F0}x real time): {results.Events} events, {results.Gaps} gaps"));
        if (written.Count > 0) terminal.Note($"wrote {string.Join(", ", written.Take(4))}{(written.Count > 4 ? $" and {written.Count - 4} more" : "")}");
    }
}
