using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>Turns a batch into one transaction: what leaves the outbox, the gap records that say so, and what is accepted, together or not at all.</summary>
internal sealed class BatchWriter : IDisposable
{
    private readonly DeliveryLedger _ledger;
    private readonly MessageWriter _messages;
    private readonly SummaryList _summaries;
    private readonly ICommitProbe? _probe;

    /// <param name="ledger">What is settled and in whose hands.</param>
    /// <param name="summaries">The store's own gap records that may be replaced.</param>
    /// <param name="options">The box's name and the tests' probe.</param>
    public BatchWriter(DeliveryLedger ledger, SummaryList summaries, EventStoreOptions options)
    {
        (_ledger, _summaries, _probe) = (ledger, summaries, options.Probe);
        _messages = new MessageWriter(options.Device);
    }

    /// <summary>Writes a batch; it is on disk when this returns. What it changed must then be made known.</summary>
    /// <param name="database">The database, with no transaction open.</param>
    /// <param name="batch">What to do.</param>
    /// <param name="powered">Seconds that the store has been open.</param>
    /// <param name="clean">Whether this is the last transaction of a run.</param>
    public CommitOutcome Write(StoreDatabase database, Batch batch, double powered, bool clean = false)
    {
        var head = database.Head;
        var outcome = new CommitOutcome { Head = head with { Commits = head.Commits + 1, Powered = (long)powered, Clean = clean }, Last = head.Last, LastGap = head.LastGap };
        batch.Attempt = null;
        database.Begin();
        try
        {
            Refuse(database, batch.Refusals, outcome);
            foreach (var declaration in batch.Declarations) Declare(database, declaration, outcome);
            foreach (var record in batch.Records) Append(database, record, outcome);
            foreach (var sequence in batch.History) database.Rows.Delete(sequence);
            foreach (var row in batch.DeadLetters) AsideTable.Delete(database.Connection, row);
            foreach (var key in batch.AcknowledgedAside) AsideTable.Delete(database.Connection, key);
            foreach (var (key, value) in batch.Notes) NotesTable.Write(database.Connection, key, value);
            if (batch.TouchesAside) outcome.Aside = AsideTable.Count(database.Connection);
            var cursor = _ledger.CursorWith(outcome.Left);
            foreach (var (first, last) in batch.Acknowledged.Ranges)
                if (last >= cursor) database.Rows.Settle(first, last, (long)Settlement.Acknowledged);
            // A gap record that is not delivered yet holds back what is proven, and so does one that the broker refuses.
            var proves = cursor > outcome.LastGap && (outcome.Aside?.Gaps ?? _ledger.GapsAside) == 0;
            outcome.Head = outcome.Head with { Last = outcome.Last, LastGap = outcome.LastGap, Cursor = cursor, Proven = proves ? cursor : outcome.Head.Proven };
            batch.Attempt = outcome;
            database.Commit(outcome.Head, _probe, batch.Settles);
            return outcome;
        }
        catch
        {
            // A damaged or failing database may refuse this too; the first reason is the one to tell.
            try { database.Rollback(); }
            catch (Interop.Sqlite.SqliteException) { }
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _messages.Dispose();

    private StoredMessage Append(StoreDatabase database, object record, CommitOutcome outcome)
    {
        var (head, sequence) = (outcome.Head, ++outcome.Last);
        StoredMessage message;
        try
        {
            message = _messages.Write(record, head.Store, sequence, head.Powered);
        }
        catch (ArgumentException e)
        {
            // JSON has no words for it (a score that is no number): one bad record must not stop those behind it.
            message = _messages.Write(Unwritable(record, e), head.Store, sequence, head.Powered);
        }

        database.Rows.Insert(message);
        if (message.Kind is MessageKind.Gap) outcome.LastGap = sequence;
        if (message.Kind is MessageKind.Close) database.Rows.ForgetOpen(message.Id);
        else if (message.IsEvent) database.Rows.KeepOpen(message.Id, message.Sequence);
        outcome.Appended++;
        return message;
    }

    private static GapRecord Unwritable(object record, ArgumentException e)
    {
        record = (record as EventDraft)?.Event ?? record;
        var tally = new LossTally();
        tally.Add(record is DetectionEvent { State: EventState.Update } or GapRecord ? MessageKind.Update : MessageKind.Close, 0, null);
        return tally.ToRecord((record as DetectionEvent)?.Pipeline ?? ((GapRecord)record).Pipeline, StoreCauses.Invalid, $"It cannot be written as JSON: {e.Message}");
    }

    // Refused messages become dead letters, and one gap record a pipeline says which: a subscriber must not take them for lost on the way.
    private void Refuse(StoreDatabase database, List<Refusal> refusals, CommitOutcome outcome)
    {
        if (refusals.Count == 0) return;
        var tallies = new Dictionary<string, LossTally>(StringComparer.Ordinal);
        foreach (var refusal in refusals)
        {
            var aside = refusal.Lane is Lane.Aside;
            var message = aside ? AsideTable.Find(database.Connection, refusal.Key) : database.Rows.Find(refusal.Key.Sequence);
            var ranges = refusal.Kind is MessageKind.Gap && message is not null ? GapParts.Parse(message.Payload.Span)?.Lost?.Sequences?.Count ?? 0 : 0;
            if (ranges > 1)
            {
                Halve(database, refusal, GapParts.Parse(message!.Payload.Span)!, outcome);
                continue;
            }

            if (aside) AsideTable.Refuse(database.Connection, refusal.Key, refusal.Reason);
            else
            {
                // A row that can't be read any more can't be kept; its loss is declared all the same.
                if (message is not null) database.Rows.InsertAside(message, due: false, refusal.Reason);
                database.Rows.Settle(refusal.Key.Sequence, refusal.Key.Sequence, (long)Settlement.Refused);
                outcome.Left.Add(refusal.Key.Sequence);
            }

            // A declaration of one range that is refused makes no further one: that would never end. As a dead letter it holds back what is proven.
            if (ranges == 1) continue;
            if (!tallies.TryGetValue(refusal.Pipeline, out var tally)) tallies.Add(refusal.Pipeline, tally = new LossTally());
            tally.Add(refusal.Kind, refusal.Peak, refusal.Time);
            tally.Add(refusal.Key.Store, refusal.Key.Sequence, refusal.Key.Sequence);
            if (refusal.Kind is not MessageKind.Gap || message is not null || aside) continue;
            // What it declared is not known any more.
            foreach (var (first, last) in _ledger.Gone(outcome.Head.Proven, refusal.Key.Sequence)) tally.Add(outcome.Head.Store, first, last);
            tally.Add(outcome.Head.UnprovenBefore);
        }

        foreach (var (pipeline, tally) in tallies)
            AppendSummary(database, tally.ToRecord(pipeline, StoreCauses.Refused, "The broker refuses these messages; they are kept as dead letters."), outcome);
    }

    // A broker may refuse a record for its size only: smaller ones declare what it did, and it too.
    private void Halve(StoreDatabase database, Refusal refusal, GapRecord record, CommitOutcome outcome)
    {
        if (refusal.Lane is Lane.Aside) AsideTable.Delete(database.Connection, refusal.Key);
        else Drop(database, refusal.Key.Sequence, refusal.Key.Sequence, outcome);
        foreach (var part in GapParts.Halve(record, refusal.Key.Store, refusal.Key.Sequence)) Append(database, part, outcome);
    }

    private void Declare(StoreDatabase database, Declaration declaration, CommitOutcome outcome)
    {
        var ranges = new RangeTable();
        ranges.Add(declaration.Record.Lost?.Sequences);
        ranges.Add(declaration.Lost);
        foreach (var (first, last) in declaration.Sequences.Ranges)
        {
            ranges.Add(outcome.Head.Store, first, last);
            // First, because what follows may need the room.
            for (var sequence = first; declaration.Delete && sequence <= last; sequence++) database.Rows.Delete(sequence);
            Drop(database, first, last, outcome);
        }

        foreach (var key in declaration.Aside)
        {
            ranges.Add(key.Store, key.Sequence, key.Sequence);
            AsideTable.Delete(database.Connection, key);
        }

        foreach (var row in declaration.Rows)
        {
            AsideTable.Delete(database.Connection, row);
            if (database.Connection.Changes != 1) throw new Interop.Sqlite.SqliteException((int)Interop.Sqlite.SqliteErrorCode.Corrupt, 0, "A message outside the order can't be deleted; the database is damaged.");
        }

        outcome.Dropped += declaration.Sequences.Count + declaration.Aside.Count + declaration.Rows.Count;
        var record = declaration.Record with { Lost = (declaration.Record.Lost ?? new GapLoss()) with { Sequences = ranges.ToList() } };
        if (StoreCauses.IsSummary(record.Cause)) AppendSummary(database, record, outcome);
        else foreach (var part in GapParts.Split(record)) Append(database, part, outcome);
    }

    // Replaces earlier records of the same cause that nobody has taken by one that says all of it.
    private void AppendSummary(StoreDatabase database, GapRecord record, CommitOutcome outcome)
    {
        foreach (var summary in _summaries.ReplaceableBy(record, _ledger, outcome))
        {
            if (database.Rows.Find(summary.Sequence) is not { } row || GapParts.Parse(row.Payload.Span) is not { } earlier) continue;
            record = GapParts.Merge(earlier, record, outcome.Head.Store, summary.Sequence);
            Drop(database, summary.Sequence, summary.Sequence, outcome);
            database.Rows.Delete(summary.Sequence);
            outcome.Superseded.Add(summary.Sequence);
        }

        foreach (var part in GapParts.Split(record))
            outcome.Summaries.Add(new Summary(Append(database, part, outcome).Sequence, part.Cause, part.Pipeline, part.Lost?.Sequences?.Count ?? 0));
    }

    private static void Drop(StoreDatabase database, long first, long last, CommitOutcome outcome)
    {
        database.Rows.Settle(first, last, (long)Settlement.Dropped);
        outcome.Left.Add(first, last);
    }
}
