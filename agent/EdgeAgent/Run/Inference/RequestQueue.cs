using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>
/// Requests with tensors, one run after the other: the first that came, and with it those for the same model that fit into the run, which is waited for as long as the model's manifest says.
/// Bounded; a request that finds it full is refused. Runs begin when no live window is at work.
/// </summary>
internal sealed class RequestQueue : IAsyncDisposable
{
    private readonly int _most;
    private readonly InferencePermit _permit;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly LinkedList<TensorJob> _waiting = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;

    /// <summary>Makes the queue and begins to work.</summary>
    /// <param name="most">Requests that may wait at once.</param>
    /// <param name="permit">Lets runs in.</param>
    /// <param name="time">Times waits and runs.</param>
    public RequestQueue(int most, InferencePermit permit, TimeProvider time)
    {
        (_most, _permit, _time) = (most, permit, time);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Puts a request at the end and waits for its outputs.</summary>
    /// <exception cref="ControlRefusedException">The queue is full, or the model failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<TensorData[]> RunAsync(TensorJob job)
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested) throw new ControlRefusedException(RefusalKind.Unavailable, "the agent is shutting down");
            if (_waiting.Count >= _most) throw new ControlRefusedException(RefusalKind.Exhausted, $"{_most} requests for models wait already (Inference:Queue); try again in a second");
            _waiting.AddLast(job);
        }

        _ready.Release();
        // One that is given up while it waits leaves its place at once.
        await using var given = job.Cancellation.UnsafeRegister(_ =>
        {
            bool removed;
            lock (_lock) removed = _waiting.Remove(job);
            if (removed) job.GiveUp();
        }, null).ConfigureAwait(false);
        return await job.Done.ConfigureAwait(false);
    }

    /// <summary>Ends the run that is under way and refuses what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _worker.ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var job in _waiting) job.Fail(new ControlRefusedException(RefusalKind.Unavailable, "the agent is shutting down"));
            _waiting.Clear();
        }

        _stop.Dispose();
        _ready.Dispose();
    }

    private async Task WorkAsync()
    {
        var batch = new List<TensorJob>();
        try
        {
            while (true)
            {
                await _ready.WaitAsync(_stop.Token).ConfigureAwait(false);
                if (!TakeFirst(batch)) continue;
                var session = batch[0].Session;
                var rows = TakeMore(batch, session);
                if (rows < session.MaxBatch && session.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(session.Delay, _time, _stop.Token).ConfigureAwait(false);
                    TakeMore(batch, session);
                }

                Run(batch, session);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            foreach (var job in batch) job.Fail(new ControlRefusedException(RefusalKind.Unavailable, "the agent is shutting down"));
        }
    }

    private bool TakeFirst(List<TensorJob> batch)
    {
        lock (_lock)
        {
            // Taken with another one, or given up.
            if (_waiting.First is not { } first) return false;
            _waiting.RemoveFirst();
            batch.Add(first.Value);
            return true;
        }
    }

    private int TakeMore(List<TensorJob> batch, ServedSession session)
    {
        var rows = batch.Sum(job => job.Rows);
        lock (_lock)
        {
            for (var node = _waiting.First; node is not null && rows < session.MaxBatch;)
            {
                var next = node.Next;
                // Later ones of the same model may be smaller and fit, but must not overtake an earlier one for ever: it is the next run's first.
                if (node.Value.Session == session && rows + node.Value.Rows <= session.MaxBatch)
                {
                    rows += node.Value.Rows;
                    batch.Add(node.Value);
                    _waiting.Remove(node);
                }

                node = next;
            }
        }

        return rows;
    }

    private void Run(List<TensorJob> batch, ServedSession session)
    {
        if (!EnterWith(batch)) return;
        try
        {
            GiveUpCancelled(batch);
            if (batch.Count > 0) RunBatch(batch, session);
        }
        catch (OrtException error)
        {
            foreach (var job in batch) job.Fail(new ControlRefusedException(RefusalKind.Unavailable, error.Message, error));
        }
#pragma warning disable CA1031 // Whatever a run throws belongs to those who wait for it; the others still want their answers.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var job in batch) job.Fail(error);
        }
        finally
        {
            _permit.Leave();
        }
    }

    // Live windows may leave no time for long: whoever gives up meanwhile is let go, and the rest waits on. False when nobody waits any more.
    private bool EnterWith(List<TensorJob> batch)
    {
        while (true)
        {
            GiveUpCancelled(batch);
            if (batch.Count == 0) return false;
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, batch[0].Cancellation);
            try
            {
                _permit.Enter(both.Token);
                return true;
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // The first of them: it is let go in the next round.
            }
        }
    }

    private static void GiveUpCancelled(List<TensorJob> batch) => batch.RemoveAll(job =>
    {
        // Asked once: one that is removed here must have been told.
        if (!job.Cancellation.IsCancellationRequested) return false;
        job.GiveUp();
        return true;
    });

    private void RunBatch(List<TensorJob> batch, ServedSession session)
    {
        var started = _time.GetTimestamp();
        var tensors = session.Tensors;
        var rows = 0;
        foreach (var job in batch)
        {
            session.Meter.AddWait(_time.GetElapsedTime(job.Arrived, started));
            for (var i = 0; i < job.Inputs.Length; i++)
            {
                var slot = tensors.Inputs[i];
                job.Inputs[i].Bytes.Span.CopyTo(tensors.Input(i)[(slot.IsBatched ? rows * slot.RowElements * job.Inputs[i].Type.Size() : 0)..]);
            }

            rows += job.Rows;
        }

        tensors.Run(rows);
        var first = 0;
        foreach (var job in batch)
        {
            job.Complete([.. job.Outputs.Select(index => Cut(session, index, first, job.Rows))]);
            first += job.Rows;
        }

        session.Meter.AddRun(rows, _time.GetElapsedTime(started), _time.GetUtcNow());
    }

    private static TensorData Cut(ServedSession session, int index, int first, int rows)
    {
        var (slot, served) = (session.Tensors.Outputs[index], session.Outputs[index]);
        var row = slot.RowElements * served.Type.Size();
        var shape = served.Shape.ToArray();
        if (session.IsBatched) shape[0] = rows;
        return new TensorData(served.Name, served.Type, shape, session.Tensors.Output(index).Slice(first * row, rows * row).ToArray());
    }
}
