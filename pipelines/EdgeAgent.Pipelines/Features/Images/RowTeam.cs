using System.Runtime.ExceptionServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Threads that share the rows of one image. Worth it for large images on a box with cores to spare; one pipeline at a time uses a team.</summary>
/// <remarks>Nothing is allocated a run.</remarks>
public sealed class RowTeam : IDisposable
{
    /// <summary>Rows taken at once: some work for each hand-over, and no thread with much left when the others are done.</summary>
    private const int Band = 16;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _go = new(0);
    private readonly CountdownEvent _done;
    private IRowWork? _work;
    private Exception? _failure;
    private int _rows;
    private int _next;
    private volatile bool _stopped;

    /// <summary>Starts the threads.</summary>
    /// <param name="workers">Threads that work on an image, the caller among them; ≥ 1.</param>
    public RowTeam(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        _done = new CountdownEvent(workers);
        _threads = new Thread[workers - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"rows-{worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that work on an image, the caller among them.</summary>
    public int Workers { get; }

    /// <summary>Does all rows and returns when they are done.</summary>
    internal void Run(IRowWork work, int rows)
    {
        ObjectDisposedException.ThrowIf(_stopped, this);
        (_work, _rows, _failure) = (work, rows, null);
        Volatile.Write(ref _next, 0);
        _done.Reset();
        if (_threads.Length > 0) _go.Release(_threads.Length);
        Share(0);
        _done.Wait();
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_stopped) return;
        _stopped = true;
        if (_threads.Length > 0) _go.Release(_threads.Length);
        foreach (var thread in _threads) thread.Join();
        _go.Dispose();
        _done.Dispose();
    }

    private void Serve(int worker)
    {
        while (true)
        {
            _go.Wait();
            if (_stopped) return;
            Share(worker);
        }
    }

    private void Share(int worker)
    {
        try
        {
            while (true)
            {
                var from = Interlocked.Add(ref _next, Band) - Band;
                if (from >= _rows) return;
                _work!.Do(worker, from, Math.Min(from + Band, _rows));
            }
        }
#pragma warning disable CA1031 // Whatever the work throws belongs to the caller of Run, not to this thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }
        finally
        {
            _done.Signal();
        }
    }
}
