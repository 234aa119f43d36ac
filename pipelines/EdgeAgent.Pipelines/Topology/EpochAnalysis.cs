using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Runs one epoch from its bytes to its events.</summary>
public static class EpochAnalysis
{
    /// <summary>Runs until the source ends or is cancelled (intake stops; what was read is finished).</summary>
    /// <exception cref="OperationCanceledException">It was stopped and does not drain.</exception>
    /// <returns>False when the range's lead-in was too short: what was sent is void, run it again with a longer one.</returns>
    /// <exception cref="SourceException">The input can't be read to its end.</exception>
    /// <exception cref="Core.Models.ModelException">The model gave no usable scores.</exception>
    /// <exception cref="Interop.OnnxRuntime.OrtException">The model failed.</exception>
    public static async Task<bool> RunAsync(EpochJob job, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        var runners = new List<IModelEpoch>(job.Models.Count);
        var heard = 0L;
        var rate = job.Timeline.Rate;
        var overload = job.Overload;
        // Replay measures nothing of this: it waits for nobody.
        var arrivals = overload is null && job.Watch is null ? null : new ArrivalLog(job.Source.Format.BytesPerFrame, job.Time);
        try
        {
            if (job.Places is { } places)
            {
                overload?.Begin(places.LongestHopSeconds, places.Models.Count);
                runners.AddRange(places.Begin(new EpochContext(job.Timeline, job.Identity, job.Workers.Executor, job.Sink, job.Time, job.Prompt, job.Scores)
                {
                    Overload = overload, Timing = job.Watch is { } watch ? new WindowTiming(arrivals!, watch, job.Time) : null,
                }));
            }
            else foreach (var model in job.Models)
                runners.Add(new EpochRunner(model, job.Workers.Executor, job.Timeline, job.Identity, job.Sink, job.Range, job.Prompt, new EpochEntry { Scores = job.Scores }));
            job.Clock?.Begin(job.Timeline);
            job.Sensor?.Begin(job.Timeline);
            job.Tap?.Begin(job.Timeline, job.Source.Format);
            try
            {
                await AudioPump.RunAsync(job.Source, job.Identity.Channel, job.Name, job.Identity.Locate, Push, job.Clock is null ? null : job.Clock.Heard, arrivals, job.Tap, cancellation).ConfigureAwait(false);
            }
            catch (SourceException error)
            {
                // What was heard before the input broke is still told, and open events say why they close.
                Finish(CloseReason.Gap);
                throw new SourceException(error.Input, error.Message, error) { HeardFrames = heard };
            }

            if (!job.DrainOnStop) cancellation.ThrowIfCancellationRequested();
            var isGap = cancellation.IsCancellationRequested ? job.StopIsGap?.Invoke() ?? false : job.EndsInGap;
            Finish(isGap ? CloseReason.Gap : CloseReason.EndOfInput);
            return !runners.Exists(r => r.NeedsLongerLeadIn);
        }
        finally
        {
            foreach (var runner in runners) runner.Dispose();
            job.Tap?.End();
        }

        bool Push(ReadOnlySpan<float> samples)
        {
            var started = job.Time.GetTimestamp();
            var complete = true;
            if (arrivals is not null)
            {
                arrivals.Begin(heard);
                overload?.Look((double)(arrivals.Frames - heard - samples.Length) / rate);
            }

            heard += samples.Length;
            job.Sensor?.Push(samples);
            job.Places?.Hear(samples);
            foreach (var runner in runners)
            {
                var before = runner.Windows;
                runner.Push(samples);
                job.Counters.AddWindows(runner.Windows - before);
                complete &= runner.IsComplete;
                // One that must begin earlier makes the whole run void.
                if (runner.NeedsLongerLeadIn) return false;
            }

            var busy = job.Time.GetElapsedTime(started);
            job.Counters.Add(samples.Length, busy);
            overload?.Worked((double)samples.Length / rate, busy);
            return !complete || job.Tap is { IsWaiting: true };
        }

        void Finish(string reason)
        {
            var started = job.Time.GetTimestamp();
            foreach (var runner in runners)
            {
                var before = runner.Windows;
                runner.Finish(reason);
                job.Counters.AddWindows(runner.Windows - before);
            }

            job.Counters.Add(0, job.Time.GetElapsedTime(started));
        }
    }
}
