using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>What the publisher left for the next transaction. Used under the ledger's lock.</summary>
/// <param name="time">Tells how old the oldest change is.</param>
internal sealed class UnsavedChanges(TimeProvider time)
{
    /// <summary>Refusals that may wait for the disk; more stay due until the next connection.</summary>
    private const int MostRefusals = 10_000;

    private SequenceSet _acknowledged = new();
    private List<AsideKey> _acknowledgedAside = [];
    private List<Refusal> _refusals = [];
    private List<Declaration> _declarations = [];
    private Dictionary<string, string?> _notes = new(StringComparer.Ordinal);
    private bool _flushed;

    /// <summary>Changes ever made.</summary>
    public long Ever { get; private set; }

    /// <summary>Changes that wait for a transaction.</summary>
    public long Count { get; private set; }

    /// <summary>When the oldest of them was made, by the monotonic clock; meaningless without one.</summary>
    public long First { get; private set; }

    /// <summary>Whether they should not wait: gap records of the publisher, and everything once it was asked for.</summary>
    public bool AreUrgent => _declarations.Count > 0 || _flushed;

    /// <summary>Whether the writer should look now: there is a first change, or enough for a transaction of their own.</summary>
    public bool WantWriter => Count is 1 or StoreWriter.SettleRecords;

    /// <summary>Rows outside the order that were settled.</summary>
    public IEnumerable<long> RowsAside => _acknowledgedAside.Select(key => key.Row).Concat(_refusals.Where(refusal => refusal.Lane is Lane.Aside).Select(refusal => refusal.Key.Row));

    /// <summary>Adds a confirmation.</summary>
    public void Acknowledge(long sequence)
    {
        _acknowledged.Add(sequence);
        Add();
    }

    /// <summary>Adds a confirmation outside the order.</summary>
    public void Acknowledge(AsideKey key)
    {
        _acknowledgedAside.Add(key);
        Add();
    }

    /// <summary>Adds a refusal; false when too many wait.</summary>
    public bool TryRefuse(Refusal refusal)
    {
        if (_refusals.Count >= MostRefusals) return false;
        _refusals.Add(refusal);
        Add();
        return true;
    }

    /// <summary>Adds a declaration.</summary>
    public void Declare(Declaration declaration)
    {
        _declarations.Add(declaration);
        Add();
    }

    /// <summary>Adds a note, or that one is forgotten.</summary>
    public void Note(string key, string? value)
    {
        _notes[key] = value;
        Add();
    }

    /// <summary>Whether a note waits.</summary>
    public bool HasNote(string key) => _notes.ContainsKey(key);

    /// <summary>Has them wait no longer; false when there are none.</summary>
    public bool Flush() => _flushed = Count > 0;

    /// <summary>Forgets what concerns messages: those of another store are due again.</summary>
    public void ForgetMessages() => (_acknowledged, _acknowledgedAside, _refusals, _declarations) = (new(), [], [], []);

    /// <summary>Moves them into a batch.</summary>
    public void MoveInto(Batch batch)
    {
        batch.Changes = Ever;
        if (Count == 0) return;
        batch.Take(_acknowledged, _acknowledgedAside, _refusals, _declarations, _notes);
        ForgetMessages();
        _notes = new(StringComparer.Ordinal);
        Count = 0;
        _flushed = false;
    }

    private void Add()
    {
        Ever++;
        if (Count++ == 0) First = time.GetTimestamp();
    }
}
