using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>
/// What the publisher and the writer both know, under one lock held briefly: which messages left the outbox, which are in the publisher's hands,
/// and what the publisher left for the next transaction. The disk follows: a crash forgets the newest confirmations, and those messages are sent again.
/// </summary>
internal sealed class DeliveryLedger
{
    private readonly Lock _gate = new();
    private readonly UnsavedChanges _changes;
    private readonly DeliverySets _sets = new();
    private readonly Dictionary<string, string> _notes = new(StringComparer.Ordinal);

    /// <param name="time">Tells how old changes are.</param>
    public DeliveryLedger(TimeProvider time) => _changes = new UnsavedChanges(time);

    /// <summary>Called when the writer should look: something was left for it that does not wait for the settle interval.</summary>
    public Action? Urgent { get; set; }

    /// <summary>The present store; empty while there is none.</summary>
    public string StoreId { get; private set; } = "";

    /// <summary>Counts the databases: a reader's connection belongs to one.</summary>
    public int Generation { get; private set; }

    /// <summary>Last sequence on disk.</summary>
    public long Last { get; private set; }

    /// <summary>The present store with its last sequence on disk, both of one moment.</summary>
    public (string StoreId, long Last) End { get { lock (_gate) return (StoreId, Last); } }

    /// <summary>Messages outside the order that are due.</summary>
    public long DueAside { get; private set; }

    /// <summary>Dead letters.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Gap records among both.</summary>
    public long GapsAside { get; private set; }

    /// <summary>Changes ever left for the writer.</summary>
    public long Changes { get { lock (_gate) return _changes.Ever; } }

    /// <summary>Changes that wait for a transaction.</summary>
    public long Unsaved { get { lock (_gate) return _changes.Count; } }

    /// <summary>Changes that should not wait: gap records of the publisher, and everything once it was asked for.</summary>
    public bool HasUrgent { get { lock (_gate) return _changes.AreUrgent; } }

    /// <summary>When the oldest unsaved change was made, by the monotonic clock; meaningless without one.</summary>
    public long FirstChange { get { lock (_gate) return _changes.First; } }

    /// <summary>The lowest sequence that is not settled.</summary>
    public long Cursor { get { lock (_gate) return _sets.Cursor; } }

    /// <summary>The cursor as it will be once a transaction that takes more out is on disk.</summary>
    public long CursorWith(SequenceSet left)
    {
        lock (_gate) return _sets.CursorWith(left);
    }

    /// <summary>Messages that are not settled, those outside the order included.</summary>
    public long Pending { get { lock (_gate) return Last - _sets.Settled + DueAside; } }

    /// <summary>Begins with what a database says.</summary>
    public void Load(StoreHead head, SequenceSet settled, IReadOnlyDictionary<string, string> notes, (long Due, long Dead, long Gaps) aside)
    {
        lock (_gate)
        {
            StoreId = head.Store;
            Generation++;
            Last = head.Last;
            _sets.Load(head.Cursor, settled);
            _changes.ForgetMessages();
            (DueAside, DeadLetters, GapsAside) = aside;
            foreach (var (key, value) in notes)
                if (!_changes.HasNote(key)) _notes[key] = value;
        }
    }

    /// <summary>There is no store until the next <see cref="Load"/>: its database is being replaced. Gives what was settled in it.</summary>
    public (string Store, SequenceSet Settled) Unload()
    {
        lock (_gate)
        {
            var settled = _sets.CopySettled();
            var store = StoreId;
            StoreId = "";
            Generation++;
            return (store, settled);
        }
    }

    /// <summary>Tells readers that their connections are to files that are no longer the store's.</summary>
    public void Reopened()
    {
        lock (_gate) Generation++;
    }

    /// <summary>Everything unsettled is due again. Gives the last sequence on disk: what comes later is live.</summary>
    public long Rewind()
    {
        lock (_gate)
        {
            // Confirmations and refusals that wait for the disk still count.
            _sets.Rewind(_changes.RowsAside);
            return Last;
        }
    }

    /// <summary>Whether a message left the outbox, on disk or about to be.</summary>
    public bool IsGone(long sequence)
    {
        lock (_gate) return _sets.IsGone(sequence);
    }

    /// <summary>The ranges up to a number that left the outbox from a number on.</summary>
    public IReadOnlyList<(long First, long Last)> Gone(long first, long last)
    {
        lock (_gate) return _sets.Gone(first, last);
    }

    /// <summary>The first sequence from here on that may be due.</summary>
    public long NextDue(long from)
    {
        lock (_gate) return _sets.NextDue(from);
    }

    /// <summary>The ranges within bounds that did not leave the outbox.</summary>
    public IReadOnlyList<(long First, long Last)> NotGone(long first, long last)
    {
        lock (_gate) return _sets.NotGone(first, last);
    }

    /// <summary>Whether a message is settled on disk: its row may be deleted.</summary>
    public bool IsSaved(long sequence)
    {
        lock (_gate) return _sets.IsSaved(sequence);
    }

    /// <summary>Takes a message for the transaction that is being made, which gives it up; false when it is settled or in the publisher's hands.</summary>
    public bool TryGiveUp(long sequence)
    {
        lock (_gate) return _sets.TryGiveUp(sequence);
    }

    /// <summary>Whether a message is unsettled, and not in the publisher's hands.</summary>
    public bool IsFree(long sequence)
    {
        lock (_gate) return _sets.IsFree(sequence);
    }

    /// <summary>The transaction is over, and what it did not give up after all is due as before.</summary>
    /// <returns>Whether there was anything: the publisher stopped before it.</returns>
    public bool EndGivingUp()
    {
        lock (_gate) return _sets.EndGivingUp();
    }

    /// <summary>The ranges that are settled on disk from a number on, a copy.</summary>
    public IReadOnlyList<(long First, long Last)> SavedFrom(long from)
    {
        lock (_gate) return _sets.SavedFrom(from);
    }

    /// <summary>Puts a message into the publisher's hands, unless it is there already, gone, or about to be given up.</summary>
    /// <param name="sequence">The message.</param>
    /// <param name="isLeaving">Whether the transaction that is being made gives it up: what becomes of it is known in a moment.</param>
    public bool TryTake(long sequence, out bool isLeaving)
    {
        lock (_gate) return _sets.TryTake(sequence, out isLeaving);
    }

    /// <summary>Puts a message outside the order into the publisher's hands.</summary>
    public void TakeAside(long row)
    {
        lock (_gate) _sets.TakeAside(row);
    }

    /// <summary>Whether a row outside the order was taken since the last rewind, or is settled and waits for the disk.</summary>
    public bool IsTakenAside(long row)
    {
        lock (_gate) return _sets.IsTakenAside(row);
    }

    /// <summary>Counts the rows outside the order, after a command may have changed them.</summary>
    public void CountAside((long Due, long Dead, long Gaps) aside)
    {
        lock (_gate) (DueAside, DeadLetters, GapsAside) = aside;
    }

    /// <summary>Settles a message.</summary>
    public void Settle(OutboxMessage message, Settlement outcome, string? reason)
    {
        lock (_gate)
        {
            var aside = message.Lane is Lane.Aside;
            // A message of a store that was set aside is due again as a salvaged one.
            if (!aside && (message.StoreId != StoreId || _sets.IsGone(message.Key))) return;
            var key = new AsideKey(message.Key, message.StoreId, message.Sequence);
            if (outcome is Settlement.Acknowledged)
            {
                if (aside) _changes.Acknowledge(key);
                else
                {
                    _changes.Acknowledge(message.Key);
                    _sets.Settle(message.Key);
                }
            }
            else
            {
                if (!_changes.TryRefuse(new Refusal(message.Lane, key, message.Kind, message.Pipeline, message.Peak, message.Time, reason ?? ""))) return;
                if (!aside) _sets.Hide(message.Key);
            }

            if (_changes.WantWriter) Urgent?.Invoke();
        }
    }

    /// <summary>Leaves a declaration for the next transaction; its messages are not due any more.</summary>
    public void Declare(IReadOnlyList<OutboxMessage> messages, Core.Events.GapRecord record)
    {
        lock (_gate)
        {
            var declaration = new Declaration { Record = record };
            foreach (var message in messages)
            {
                if (message.Lane is Lane.Aside) declaration.Aside.Add(new AsideKey(message.Key, message.StoreId, message.Sequence));
                else if (message.StoreId == StoreId && !_sets.IsGone(message.Key))
                {
                    declaration.Sequences.Add(message.Key);
                    _sets.Hide(message.Key);
                }
            }

            if (messages.Count > 0 && declaration.IsEmpty) return;
            _changes.Declare(declaration);
        }

        Urgent?.Invoke();
    }

    /// <summary>What was left for the writer does not wait any longer.</summary>
    public void Flush()
    {
        lock (_gate)
            if (!_changes.Flush()) return;
        Urgent?.Invoke();
    }

    /// <summary>Keeps a note, or forgets it.</summary>
    public void Remember(string key, string? value)
    {
        lock (_gate)
        {
            if (value is null) _notes.Remove(key);
            else _notes[key] = value;
            _changes.Note(key, value);
            if (_changes.WantWriter) Urgent?.Invoke();
        }
    }

    /// <summary>A note, or null.</summary>
    public string? Recall(string key)
    {
        lock (_gate) return _notes.GetValueOrDefault(key);
    }

    /// <summary>Moves what the publisher left into a batch.</summary>
    public void MoveInto(Batch batch)
    {
        lock (_gate)
        {
            _changes.MoveInto(batch);
            batch.Store = StoreId;
        }
    }

    /// <summary>Makes known what a transaction did.</summary>
    public void Committed(Batch batch, CommitOutcome outcome)
    {
        lock (_gate)
        {
            Last = outcome.Head.Last;
            _sets.Save(batch.Acknowledged, outcome.Left);
            if (outcome.Aside is { } aside) (DueAside, DeadLetters, GapsAside) = aside;
            // Rows outside the order that were settled can be requeued by hand from now on, and are then due again.
            foreach (var key in batch.AcknowledgedAside) _sets.ReleaseAside(key.Row);
            foreach (var refusal in batch.Refusals)
                if (refusal.Lane is Lane.Aside) _sets.ReleaseAside(refusal.Key.Row);
        }
    }
}
