using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>What one transaction does. A batch that could not be written is kept and tried again as it is.</summary>
internal sealed class Batch
{
    /// <summary>Events (<see cref="EventDraft"/>, or <see cref="DetectionEvent"/> from the store itself) and gap records to accept, in order.</summary>
    public List<object> Records { get; } = [];

    /// <summary>When each of the records was accepted, by the monotonic clock.</summary>
    public List<long> AcceptedAt { get; } = [];

    /// <summary>Messages given up and declared.</summary>
    public List<Declaration> Declarations { get; } = [];

    /// <summary>Records that were turned away and are declared by it.</summary>
    public long TurnedAway { get; set; }

    /// <summary>Confirmed messages.</summary>
    public SequenceSet Acknowledged { get; private set; } = new();

    /// <summary>Confirmed messages outside the order.</summary>
    public List<AsideKey> AcknowledgedAside { get; private set; } = [];

    /// <summary>Messages refused for good.</summary>
    public List<Refusal> Refusals { get; private set; } = [];

    /// <summary>Notes to keep; null forgets one.</summary>
    public Dictionary<string, string?> Notes { get; private set; } = [];

    /// <summary>Settled messages whose rows go, to make room.</summary>
    public List<long> History { get; } = [];

    /// <summary>Dead letters whose rows go, to make room or for their age.</summary>
    public List<long> DeadLetters { get; } = [];

    /// <summary>The store that the messages in it belong to.</summary>
    public string Store { get; set; } = "";

    /// <summary>Whether it is on disk.</summary>
    public bool Done { get; set; }

    /// <summary>Records ever queued when the batch was made, as far as they are in it: what a flush waits for.</summary>
    public long Ticket { get; set; }

    /// <summary>Changes of the outbox when the batch was made: what a flush waits for.</summary>
    public long Changes { get; set; }

    /// <summary>What the last attempt would have done, when it is not known whether it did.</summary>
    public CommitOutcome? Attempt { get; set; }

    /// <summary>Whether the transaction holds confirmations.</summary>
    public bool Settles => !Acknowledged.IsEmpty || AcknowledgedAside.Count > 0 || Refusals.Count > 0;

    /// <summary>Whether messages outside the order come or go.</summary>
    public bool TouchesAside => AcknowledgedAside.Count > 0 || Refusals.Count > 0 || DeadLetters.Count > 0 || Declarations.Exists(declaration => declaration.Aside.Count > 0 || declaration.Rows.Count > 0);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Records.Count == 0 && Declarations.Count == 0 && !Settles && Notes.Count == 0 && History.Count == 0 && DeadLetters.Count == 0;

    /// <summary>Takes what the publisher left.</summary>
    public void Take(SequenceSet acknowledged, List<AsideKey> acknowledgedAside, List<Refusal> refusals, List<Declaration> declarations, Dictionary<string, string?> notes)
    {
        Acknowledged = acknowledged;
        AcknowledgedAside = acknowledgedAside;
        Refusals = refusals;
        Declarations.AddRange(declarations);
        Notes = notes;
    }

    /// <summary>Leaves out what concerns messages of a store that is set aside: those that can be salvaged are due again.</summary>
    /// <param name="store">The present store.</param>
    public void ForgetDeliveries(string store)
    {
        Store = store;
        Acknowledged = new();
        AcknowledgedAside = [];
        Refusals = [];
        Declarations.RemoveAll(declaration => !declaration.IsEmpty);
        History.Clear();
        DeadLetters.Clear();
        Attempt = null;
    }
}
