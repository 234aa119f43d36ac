namespace EdgeAgent.Delivery.Store;

/// <summary>What a transaction changed, to be made known once it is on disk.</summary>
internal sealed class CommitOutcome
{
    /// <summary>The head that it wrote; before that, what is known of it when the transaction begins.</summary>
    public required StoreHead Head { get; set; }

    /// <summary>The last sequence given so far.</summary>
    public required long Last { get; set; }

    /// <summary>The last gap record so far.</summary>
    public required long LastGap { get; set; }

    /// <summary>Messages settled as dropped or refused by it.</summary>
    public SequenceSet Left { get; } = new();

    /// <summary>Messages appended.</summary>
    public long Appended { get; set; }

    /// <summary>Messages dropped and declared.</summary>
    public long Dropped { get; set; }

    /// <summary>Messages outside the order that are due, dead letters, and gap records among both; null when it touched none.</summary>
    public (long Due, long Dead, long Gaps)? Aside { get; set; }

    /// <summary>Gap records of the store's own that were appended, and those they replace.</summary>
    public List<Summary> Summaries { get; } = [];

    /// <summary>Numbers of the summaries that are replaced.</summary>
    public HashSet<long> Superseded { get; } = [];
}
