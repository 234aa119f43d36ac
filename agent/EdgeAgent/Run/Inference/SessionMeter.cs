using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>Counts what requests a model has answered. Thread-safe.</summary>
internal sealed class SessionMeter(string model, int version)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, CountedTime> _byRows = [];
    private DateTimeOffset? _last;
    private long _rows;
    private long _runs;
    private CountedTime _answered;
    private CountedTime _failed;
    private CountedTime _waited;
    private CountedTime _ran;

    /// <summary>A request was answered, or failed.</summary>
    /// <param name="took">From its arrival.</param>
    /// <param name="failed">Whether it failed.</param>
    public void Add(TimeSpan took, bool failed)
    {
        lock (_lock)
        {
            if (failed) _failed = _failed.Plus(took);
            else _answered = _answered.Plus(took);
        }
    }

    /// <summary>A request's run begins.</summary>
    /// <param name="waited">Since its arrival.</param>
    public void AddWait(TimeSpan waited)
    {
        lock (_lock) _waited = _waited.Plus(waited);
    }

    /// <summary>A run has ended.</summary>
    public void AddRun(int rows, TimeSpan took, DateTimeOffset now)
    {
        lock (_lock)
        {
            (_last, _rows, _runs, _ran) = (now, _rows + rows, _runs + 1, _ran.Plus(took));
            _byRows[rows] = _byRows.GetValueOrDefault(rows).Plus(took);
        }
    }

    /// <summary>What it has come to.</summary>
    public ServedStatistics Read()
    {
        lock (_lock)
        {
            return new ServedStatistics(model, version)
            {
                Last = _last, Rows = _rows, Runs = _runs, Answered = _answered, Failed = _failed, Waited = _waited, Ran = _ran,
                ByRows = [.. _byRows.Select(pair => (pair.Key, pair.Value))],
            };
        }
    }
}
