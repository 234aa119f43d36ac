namespace EdgeAgent.Delivery.Store;

/// <summary>The causes of the gap records that the store makes itself.</summary>
internal static class StoreCauses
{
    /// <summary>A store begins; nothing is lost.</summary>
    public const string NewStore = "new-store";

    /// <summary>A store was damaged: what follows the first number of the range may be lost, unless it still comes.</summary>
    public const string SalvagedStore = "salvaged-store";

    /// <summary>Rows that could not be read any more.</summary>
    public const string Corruption = "store-corruption";

    /// <summary>Dropped to stay within the disk budget.</summary>
    public const string DiskBudget = "disk-budget";

    /// <summary>Dropped because the disk had no room left.</summary>
    public const string DiskFull = "disk-full";

    /// <summary>Dropped because of its age.</summary>
    public const string Expired = "expired";

    /// <summary>Turned away while the disk did not work and the queue was full.</summary>
    public const string Unavailable = "store-unavailable";

    /// <summary>The broker refuses the message for good; it is kept as a dead letter.</summary>
    public const string Refused = "refused";

    /// <summary>A record that can't be written as JSON, such as a score that is no number: a fault of who made it.</summary>
    public const string Invalid = "invalid-event";

    /// <summary>Whether a later record of the cause replaces an earlier one that nobody has taken, so that weeks without a link don't pile up records.</summary>
    public static bool IsSummary(string cause) => cause is Corruption or DiskBudget or DiskFull or Expired or Unavailable or Refused;
}
