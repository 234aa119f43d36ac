namespace EdgeAgent.Delivery.Store;

/// <summary>Whether accepted records get to the disk.</summary>
public enum StoreState
{
    /// <summary>They do.</summary>
    Working,

    /// <summary>They do not at present, or only at the price of older ones; the agent says so loudly and goes on trying.</summary>
    Degraded,
}
