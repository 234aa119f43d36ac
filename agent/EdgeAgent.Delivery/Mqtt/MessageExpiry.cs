namespace EdgeAgent.Delivery.Mqtt;

/// <summary>How long a message is worth delivering, counted in powered time from its acceptance. Null: for ever.
/// What expires before it is sent is given up and declared (cause <c>expired</c>); what is sent carries the seconds that are left, so that a broker does not keep it longer.</summary>
public sealed record MessageExpiry
{
    /// <summary>Updates of an event that goes on.</summary>
    public TimeSpan? Updates { get; init; }

    /// <summary>First and last revisions of events.</summary>
    public TimeSpan? Events { get; init; }

    /// <summary>Gap records. They never expire before they are sent: a loss is never forgotten here.</summary>
    public TimeSpan? Gaps { get; init; }
}
