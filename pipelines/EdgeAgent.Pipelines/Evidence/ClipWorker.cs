using System.Threading.Channels;
using EdgeAgent.Core.Evidence;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>Writes the clips of all pipelines, one after the other, beside the threads that analyse.</summary>
/// <remarks>When too many wait, the newest is turned away. One that is not there at its deadline is given up, however long the disk hangs; its file may come later all the same.</remarks>
public sealed class ClipWorker : IClipWork, IAsyncDisposable
{
    /// <summary>Clips that wait at most: a storm of events on a slow disk must not hold the sound of hours. Their samples stay in the rings, so that waiting ones cost little.</summary>
    private const int MostWaiting = 64;

    private readonly Channel<ClipJob> _jobs = Channel.CreateBounded<ClipJob>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ClipWriter _writer;
    private readonly Func<string, EvidenceCounters> _counters;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly List<ClipJob> _waiting = [];
    private readonly ITimer _timer;
    private readonly Task _running;

    /// <summary>Begins to work.</summary>
    /// <param name="store">Takes the files.</param>
    /// <param name="counters">Counters of a pipeline, by its name.</param>
    /// <param name="time">The clock of deadlines.</param>
    public ClipWorker(IEvidenceStore store, Func<string, EvidenceCounters> counters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_counters, _time) = (counters, time);
        _writer = new ClipWriter(store, counters);
        _running = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _timer = time.CreateTimer(_ => GiveUpLate(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Finishes what waits, as long as the disk goes along.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        Task[] waiting;
        lock (_lock) waiting = _waiting.Count == 0 ? [_running] : [_running, AllGivenUpAsync()];
        await Task.WhenAny(waiting).ConfigureAwait(false);
        // Only a bug ends it with an exception.
        if (_running.IsFaulted) await _running.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    bool IClipWork.TryPost(ClipJob job)
    {
        lock (_lock)
        {
            if (!_jobs.Writer.TryWrite(job))
            {
                _counters(job.Origin.Pipeline).AddBusy();
                return false;
            }

            _waiting.Add(job);
            return true;
        }
    }

    private void Work()
    {
        // A thread of its own: writing is slow, and it must not hold one of the pool that pipelines need.
        try
        {
            while (_jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_jobs.Reader.TryRead(out var job))
                {
                    if (!job.IsDone) _writer.Write(job);
                    lock (_lock) _waiting.Remove(job);
                }
            }
        }
        finally
        {
            // Nobody would write what came later.
            _jobs.Writer.TryComplete();
        }
    }

    private void GiveUpLate()
    {
        ClipJob[] late;
        lock (_lock)
        {
            late = [.. _waiting.Where(job => !job.IsDone && _time.GetElapsedTime(job.Since) > job.Options.Deadline)];
        }

        foreach (var job in late)
            if (job.TryEnd(null)) _counters(job.Origin.Pipeline).AddLate();
    }

    private async Task AllGivenUpAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100), _time);
        while (await tick.WaitForNextTickAsync().ConfigureAwait(false))
        {
            lock (_lock)
                if (_waiting.TrueForAll(job => job.IsDone)) return;
        }
    }
}
