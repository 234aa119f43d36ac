namespace EdgeAgent.Delivery.Outbox;

/// <summary>How a message left the outbox; stored as its number.</summary>
public enum Settlement
{
    /// <summary>The broker has confirmed it.</summary>
    Acknowledged = 1,

    /// <summary>The broker refuses it for good: kept as a dead letter until someone requeues it.</summary>
    Refused = 2,

    /// <summary>Given up and declared in a gap record.</summary>
    Dropped = 3,
}
