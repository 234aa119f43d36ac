namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Lanes as the MQTT user property <c>lane</c> names them.</summary>
internal static class Lanes
{
    /// <summary>The user property.</summary>
    public const string Property = "lane";

    /// <summary>Gap records.</summary>
    public const string Gap = "gap";

    /// <summary>Events in the order in which they were accepted; what a message without a lane is taken for.</summary>
    public const string Fifo = "fifo";

    /// <summary>Requeued or salvaged: no order is promised.</summary>
    public const string Aside = "aside";
}
