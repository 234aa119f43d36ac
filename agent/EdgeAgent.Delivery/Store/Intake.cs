namespace EdgeAgent.Delivery.Store;

/// <summary>Records that wait for the disk, in order, bounded. Policy when full: the newest is turned away, counted by pipeline, and declared by the next transaction.</summary>
internal sealed class Intake
{
    private readonly Lock _gate = new();
    private readonly Queue<(object Record, long At)> _records = new();
    private readonly Dictionary<string, RefusedTally> _tallies = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly int _wakeAt;
    private readonly Action _wake;
    private int _count;
    private long _first;
    private long _turnedAway;

    /// <param name="capacity">Records at most.</param>
    /// <param name="wakeAt">Records at which a commit is due.</param>
    /// <param name="time">Tells how old the oldest is.</param>
    /// <param name="wake">Called when the first record comes and when a commit is due.</param>
    public Intake(int capacity, int wakeAt, TimeProvider time, Action wake)
    {
        (_capacity, _wakeAt, _time, _wake) = (capacity, Math.Min(wakeAt, capacity), time, wake);
    }

    /// <summary>Records that wait.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Records ever queued.</summary>
    public long Queued { get; private set; }

    /// <summary>Records ever turned away.</summary>
    public long Refused { get; private set; }

    /// <summary>Records turned away that are in no batch yet.</summary>
    public long TurnedAway { get { lock (_gate) return _turnedAway; } }

    /// <summary>When the oldest came, by the monotonic clock; null when none waits.</summary>
    public long? First { get { lock (_gate) return _records.Count > 0 || _tallies.Count > 0 ? _first : null; } }

    /// <summary>Queues a record, or turns it away.</summary>
    public void Add(object record, string pipeline)
    {
        bool wake;
        lock (_gate)
        {
            if (_records.Count == 0 && _tallies.Count == 0) _first = _time.GetTimestamp();
            if (_records.Count >= _capacity)
            {
                Refused++;
                _turnedAway++;
                if (!_tallies.TryGetValue(pipeline, out var tally)) _tallies.Add(pipeline, tally = new RefusedTally());
                tally.Add(record);
                return;
            }

            _records.Enqueue((record, _time.GetTimestamp()));
            Volatile.Write(ref _count, _records.Count);
            Queued++;
            wake = _records.Count == 1 || _records.Count == _wakeAt;
        }

        if (wake) _wake();
    }

    /// <summary>Moves records into a batch, at most <paramref name="most"/> of them; what was turned away is declared first.</summary>
    public void MoveInto(Batch batch, int most)
    {
        lock (_gate)
        {
            foreach (var (pipeline, tally) in _tallies) batch.Declarations.Add(new Declaration { Record = tally.ToRecord(pipeline) });
            _tallies.Clear();
            batch.TurnedAway += _turnedAway;
            _turnedAway = 0;
            while (batch.Records.Count < most && _records.TryDequeue(out var waiting))
            {
                batch.Records.Add(waiting.Record);
                batch.AcceptedAt.Add(waiting.At);
            }
            Volatile.Write(ref _count, _records.Count);
            batch.Ticket = Queued - _records.Count;
            _first = _time.GetTimestamp();
        }
    }

}
