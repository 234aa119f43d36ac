namespace EdgeAgent.Delivery.Store;

/// <summary>Which messages left the outbox, and which are in the publisher's hands. Used under the ledger's lock.</summary>
internal sealed class DeliverySets
{
    // Three sets, each within the next: settled on disk; settled; not to be taken, which adds what a transaction is about to drop or refuse.
    private readonly SequenceSet _saved = new();
    private readonly SequenceSet _settled = new();
    private readonly SequenceSet _hidden = new();
    private readonly SequenceSet _taken = new();

    // What the transaction that is being made gives up: in the store's hands, so that the publisher does not send it meanwhile.
    private readonly SequenceSet _leaving = new();
    private readonly HashSet<long> _takenAside = [];

    /// <summary>The lowest sequence that is not settled.</summary>
    public long Cursor => _settled.NextAbsent(1);

    /// <summary>Messages that are settled.</summary>
    public long Settled => _settled.Count;

    /// <summary>The cursor as it will be once more is settled.</summary>
    public long CursorWith(SequenceSet left)
    {
        var cursor = _settled.NextAbsent(1);
        while (left.Contains(cursor)) cursor = _settled.NextAbsent(left.NextAbsent(cursor));
        return cursor;
    }

    /// <summary>Begins with what a database says.</summary>
    /// <param name="cursor">Everything below it is settled.</param>
    /// <param name="settled">What is settled beyond.</param>
    public void Load(long cursor, SequenceSet settled)
    {
        _settled.Clear();
        _hidden.Clear();
        _saved.Clear();
        _settled.Add(1, cursor - 1);
        _settled.Add(settled);
        _hidden.Add(_settled);
        _saved.Add(_settled);
        _taken.Clear();
        _leaving.Clear();
        _takenAside.Clear();
    }

    /// <summary>What is settled, a copy.</summary>
    public SequenceSet CopySettled()
    {
        var settled = new SequenceSet();
        settled.Add(_settled);
        return settled;
    }

    /// <summary>Everything unsettled is due again.</summary>
    /// <param name="rowsAside">Rows outside the order that are settled and wait for the disk.</param>
    public void Rewind(IEnumerable<long> rowsAside)
    {
        _taken.Clear();
        _takenAside.Clear();
        foreach (var row in rowsAside) _takenAside.Add(row);
    }

    /// <summary>Whether a message left the outbox, on disk or about to be.</summary>
    public bool IsGone(long sequence) => _hidden.Contains(sequence);

    /// <summary>The ranges up to a number that left the outbox from a number on.</summary>
    public IReadOnlyList<(long First, long Last)> Gone(long first, long last) =>
        [.. _hidden.Ranges.Select(range => (Math.Max(range.First, first), Math.Min(range.Last, last))).Where(range => range.Item1 <= range.Item2)];

    /// <summary>The first sequence from here on that may be due.</summary>
    public long NextDue(long from) => _hidden.NextAbsent(from);

    /// <summary>The ranges within bounds that did not leave the outbox.</summary>
    public IReadOnlyList<(long First, long Last)> NotGone(long first, long last) => _hidden.Absent(first, last);

    /// <summary>Whether a message is settled on disk.</summary>
    public bool IsSaved(long sequence) => _saved.Contains(sequence);

    /// <summary>Whether a message is unsettled, and not in the publisher's hands.</summary>
    public bool IsFree(long sequence) => !_hidden.Contains(sequence) && !_taken.Contains(sequence);

    /// <summary>Takes a message for the transaction that is being made, which gives it up; false when it is settled or in the publisher's hands.</summary>
    public bool TryGiveUp(long sequence)
    {
        if (!IsFree(sequence)) return false;
        _leaving.Add(sequence);
        return true;
    }

    /// <summary>The transaction is over, and what it did not give up after all is due as before.</summary>
    /// <returns>Whether there was anything: the publisher stopped before it.</returns>
    public bool EndGivingUp()
    {
        var any = !_leaving.IsEmpty;
        _leaving.Clear();
        return any;
    }

    /// <summary>The ranges that are settled on disk from a number on, a copy.</summary>
    public IReadOnlyList<(long First, long Last)> SavedFrom(long from) => [.. _saved.Ranges.SkipWhile(range => range.Last < from)];

    /// <summary>Puts a message into the publisher's hands, unless it is there already, gone, or about to be given up.</summary>
    /// <param name="sequence">The message.</param>
    /// <param name="isLeaving">Whether the transaction that is being made gives it up: what becomes of it is known in a moment.</param>
    public bool TryTake(long sequence, out bool isLeaving)
    {
        isLeaving = _leaving.Contains(sequence);
        if (isLeaving || !IsFree(sequence)) return false;
        _taken.Add(sequence);
        return true;
    }

    /// <summary>Puts a message outside the order into the publisher's hands.</summary>
    public void TakeAside(long row) => _takenAside.Add(row);

    /// <summary>Whether a row outside the order is in the publisher's hands, or settled and waits for the disk.</summary>
    public bool IsTakenAside(long row) => _takenAside.Contains(row);

    /// <summary>A row outside the order can be requeued by hand from now on, and is then due again.</summary>
    public void ReleaseAside(long row) => _takenAside.Remove(row);

    /// <summary>A message is settled; the disk follows.</summary>
    public void Settle(long sequence)
    {
        _settled.Add(sequence);
        _hidden.Add(sequence);
    }

    /// <summary>A message is not due any more: a transaction is about to drop or refuse it.</summary>
    public void Hide(long sequence) => _hidden.Add(sequence);

    /// <summary>A transaction is on disk.</summary>
    /// <param name="acknowledged">What was confirmed.</param>
    /// <param name="left">What was dropped or refused.</param>
    public void Save(SequenceSet acknowledged, SequenceSet left)
    {
        _saved.Add(acknowledged);
        _saved.Add(left);
        _settled.Add(left);
        _hidden.Add(left);
    }
}
