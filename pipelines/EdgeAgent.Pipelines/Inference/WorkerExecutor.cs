using System.Runtime.ExceptionServices;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Runs batches of many streams on a fixed number of threads, in the order submitted.</summary>
/// <remarks>The queue is bounded by the streams themselves: each has at most <see cref="Depth"/> batches.</remarks>
internal sealed class WorkerExecutor : IBatchExecutor, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<WindowBatch> _queue = new(capacity: 64);
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Thread[] _threads;
    private volatile bool _stopped;

    public WorkerExecutor(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Depth = workers + 1;
        _threads = new Thread[workers];
        for (var i = 0; i < workers; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"inference-{i}" };
            _threads[i].Start();
        }
    }

    /// <inheritdoc/>
    public int Depth { get; }

    /// <inheritdoc/>
    public void Submit(WindowBatch batch)
    {
        batch.Completed.Reset();
        lock (_lock) _queue.Enqueue(batch);
        _ready.Release();
    }

    /// <inheritdoc/>
    public void Wait(WindowBatch batch)
    {
        batch.Completed.Wait();
        if (batch.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads; batches that are queued are still run.</summary>
    public void Dispose()
    {
        _stopped = true;
        _ready.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _ready.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _ready.Wait();
            WindowBatch? batch;
            lock (_lock) _queue.TryDequeue(out batch);
            if (batch is null)
            {
                if (_stopped) return;
                continue;
            }

            try
            {
                batch.Failure = null;
                batch.Run();
            }
#pragma warning disable CA1031 // Whatever a run throws belongs to the stream that waits for it, not to this thread.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                batch.Failure = failure;
            }
            finally
            {
                batch.Completed.Set();
            }
        }
    }
}
