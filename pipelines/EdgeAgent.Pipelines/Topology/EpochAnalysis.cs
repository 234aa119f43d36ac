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
        try
        {
            if (job.Places is { } places)
                runners.AddRange(places.Begin(new EpochContext(job.Timeline, job.Identity, job.Workers.Executor, job.Sink, job.Time, job.Prompt, job.Scores)));
            else foreach (var model in job.Models)
                runners.Add(new EpochRunner(model, job.Workers.Executor, job.Timeline, job.Identity, job.Sink, job.Range, job.Prompt));
            job.Clock?.Begin(job.Timeline);
            job.Sensor?.Begin(job.Timeline);
            job.Tap?.Begin(job.Timeline, job.Source.Format);
            try
            {
                await AudioPump.RunAsync(job.Source, job.Identity.Channel, job.Name, job.Identity.Locate, Push, job.Clock is null ? null : job.Clock.Heard, job.Tap, cancellation).ConfigureAwait(false);
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

            job.Counters.Add(samples.Length, job.Time.GetElapsedTime(started));
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
