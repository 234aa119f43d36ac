namespace EdgeAgent.Delivery.Store;

/// <summary>What became of a message.</summary>
public enum DeliveryState
{
    /// <summary>It waits for the broker.</summary>
    Pending,

    /// <summary>The broker has confirmed it.</summary>
    Acknowledged,

    /// <summary>The broker refuses it: see <see cref="Store.DeadLetters"/>.</summary>
    Refused,

    /// <summary>Given up and declared in a gap record.</summary>
    Dropped,
}
