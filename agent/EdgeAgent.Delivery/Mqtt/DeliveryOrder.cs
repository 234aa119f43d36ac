namespace EdgeAgent.Delivery.Mqtt;

/// <summary>In which order messages are first delivered.</summary>
public enum DeliveryOrder
{
    /// <summary>In the order in which they were accepted, for each pipeline.</summary>
    Fifo,

    /// <summary>What was accepted since the connection was made goes first; each of the two lanes keeps its order.</summary>
    LiveFirst,
}
