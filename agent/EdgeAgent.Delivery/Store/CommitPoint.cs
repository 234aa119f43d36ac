namespace EdgeAgent.Delivery.Store;

/// <summary>The boundaries at which a crash is interesting.</summary>
internal enum CommitPoint
{
    /// <summary>All rows of a batch are written, the transaction is still open.</summary>
    BeforeCommit,

    /// <summary>The transaction is on disk; nobody knows yet.</summary>
    AfterCommit,

    /// <summary>As <see cref="BeforeCommit"/>, when the transaction holds confirmations.</summary>
    BeforeSettleCommit,

    /// <summary>As <see cref="AfterCommit"/>, when the transaction holds confirmations.</summary>
    AfterSettleCommit,

    /// <summary>The log is about to be moved into the database.</summary>
    BeforeCheckpoint,

    /// <summary>The log was moved into the database.</summary>
    AfterCheckpoint,

    /// <summary>What could be salvaged is in a new database; the damaged one is still in place.</summary>
    Salvaged,

    /// <summary>The damaged database has its new name; none is in place.</summary>
    SetAside,
}
