namespace EdgeAgent.Delivery.Outbox;

/// <summary>A queue of its own order: within a lane, first deliveries increase by sequence.</summary>
public enum Lane
{
    /// <summary>Gap records; always first.</summary>
    Gap,

    /// <summary>All events in order of acceptance (<c>Order: fifo</c>).</summary>
    Fifo,

    /// <summary>Events accepted since the connection was made (<c>Order: live-first</c>).</summary>
    Live,

    /// <summary>Events from before the connection was made (<c>Order: live-first</c>).</summary>
    Backlog,

    /// <summary>Messages out of order by nature: requeued dead letters and what was salvaged from a damaged store. Last.</summary>
    Aside,
}
