namespace EdgeAgent.Core.Evidence;

/// <summary>Why a file of evidence was not kept.</summary>
public enum EvidenceRefusal
{
    /// <summary>It was kept.</summary>
    None,

    /// <summary>The budget of bytes that may be written in a day is used up, or leaves room for higher scores only.</summary>
    WriteBudget,

    /// <summary>It would pass the budget of bytes kept, or leave less free space than is held in reserve.</summary>
    NoRoom,

    /// <summary>The disk refused.</summary>
    Failed,
}
