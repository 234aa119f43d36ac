namespace EdgeAgent.Core.Control;

/// <summary>What a message of the store says.</summary>
public enum FeedKind
{
    /// <summary>An event has opened.</summary>
    Open,

    /// <summary>An event goes on.</summary>
    Update,

    /// <summary>An event has closed.</summary>
    Close,

    /// <summary>A declared loss, or another record of the ledger.</summary>
    Gap,
}
