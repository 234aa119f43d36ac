namespace EdgeAgent.Delivery.Store;

/// <summary>What a reader could not read, for the writer to look at: it alone knows what was deleted in between.</summary>
internal sealed class DamageReports
{
    private readonly Lock _gate = new();
    private readonly Action _wake;
    private SequenceSet _rows = new();
    private HashSet<AsideKey> _aside = [];
    private string? _damage;
    private int _generation;

    /// <param name="wake">Called with each report.</param>
    public DamageReports(Action wake) => _wake = wake;

    /// <summary>Whether there is anything to look at.</summary>
    public bool Any { get { lock (_gate) return !_rows.IsEmpty || _aside.Count > 0 || _damage is not null; } }

    /// <summary>Rows that are missing or can't be believed.</summary>
    public void Add(long first, long last)
    {
        lock (_gate) _rows.Add(first, last);
        _wake();
    }

    /// <summary>A row outside the order that can't be believed.</summary>
    public void Add(AsideKey key)
    {
        lock (_gate) _aside.Add(key);
        _wake();
    }

    /// <summary>The database as a whole is damaged.</summary>
    /// <param name="damage">How.</param>
    /// <param name="generation">Which one: it may have been replaced meanwhile.</param>
    public void Add(string damage, int generation)
    {
        lock (_gate) (_damage, _generation) = (damage, generation);
        _wake();
    }

    /// <summary>Gives back what could not be looked at.</summary>
    public void Return(SequenceSet rows, IReadOnlyCollection<AsideKey> aside)
    {
        lock (_gate)
        {
            _rows.Add(rows);
            _aside.UnionWith(aside);
        }
    }

    /// <summary>Takes all reports; of damage, only what concerns the present database.</summary>
    /// <param name="generation">The present database.</param>
    public (SequenceSet Rows, IReadOnlyCollection<AsideKey> Aside, string? Damage) Take(int generation)
    {
        lock (_gate)
        {
            var taken = (_rows, _aside, _generation == generation ? _damage : null);
            (_rows, _aside, _damage) = (new(), [], null);
            return taken;
        }
    }
}
