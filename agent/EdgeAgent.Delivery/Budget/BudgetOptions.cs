namespace EdgeAgent.Delivery.Budget;

/// <summary>What a metered link may cost. Null: no limit.</summary>
public sealed record BudgetOptions
{
    /// <summary>
    /// Millions of bytes of MQTT packets in any 24 hours, ≥ 0.1: what is sent, and the confirmations of it. What TCP, TLS and IP add is not in it:
    /// count some 60 bytes for each packet on its own, less when many go out together.
    /// </summary>
    public double? MegabytesPerDay { get; init; }

    /// <summary>Events of a label and pipeline in any hour, ≥ 1; the rest is folded into declared <c>storm</c> records.</summary>
    public int? EventsPerHourPerLabel { get; init; }
}
