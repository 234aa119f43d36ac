using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Outbox;

/// <summary>
/// The unconfirmed messages of the store, as one publisher sees them. Only what is on disk is ever due.
/// Used by one publisher; <see cref="Settle"/> and <see cref="Declare"/> may be called from any thread.
/// </summary>
public interface IOutbox
{
    /// <summary>The present store.</summary>
    string StoreId { get; }

    /// <summary>Sequence of the last message on disk; 0 in an empty store.</summary>
    long LastSequence { get; }

    /// <summary>Messages on disk that are not settled.</summary>
    long Pending { get; }

    /// <summary>Starts over, on a new connection: every unsettled message is due again, and what is accepted from now on is live.</summary>
    void Rewind();

    /// <summary>The next messages of a lane, in its order, that were not taken since <see cref="Rewind"/>.</summary>
    /// <param name="lane">The lane; <see cref="Lane.Fifo"/> is the union of <see cref="Lane.Backlog"/> and <see cref="Lane.Live"/>, so a publisher uses either.</param>
    /// <param name="count">At most so many, ≥ 1.</param>
    /// <returns>Empty when nothing is due, or when the store can't be read at present.</returns>
    IReadOnlyList<OutboxMessage> Take(Lane lane, int count);

    /// <summary>Ends a message's time in the outbox. Becomes durable with the next commit; a crash before that sends it again.</summary>
    /// <param name="message">A message taken before.</param>
    /// <param name="outcome">Acknowledged, or refused for good. <see cref="Settlement.Dropped"/> goes through <see cref="Declare"/>.</param>
    /// <param name="reason">Why it was refused, one sentence; null otherwise.</param>
    void Settle(OutboxMessage message, Settlement outcome, string? reason = null);

    /// <summary>Gives messages up and accepts the gap record that says so, both in one transaction.</summary>
    /// <param name="messages">Messages taken before and not settled; at most 10,000.</param>
    /// <param name="record">Cause, label and counts; the store fills in the sequences.</param>
    void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record);

    /// <summary>Has what was settled and declared so far put on disk now rather than with the next commit: a publisher that is about to leave waits for the records that follow from it.</summary>
    void Flush();

    /// <summary>Completes when something may be due that was not when <see cref="Take"/> last gave nothing.</summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>A small note kept with the store (the byte budget's level), made durable with the next commit. Null clears it.</summary>
    void Remember(string key, string? value);

    /// <summary>A note kept with the store, or null.</summary>
    string? Recall(string key);
}
