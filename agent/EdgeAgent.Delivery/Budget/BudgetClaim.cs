namespace EdgeAgent.Delivery.Budget;

/// <summary>What bytes are wanted for; the more important, the deeper it may draw on the reserve.</summary>
internal enum BudgetClaim
{
    /// <summary>Events and state documents.</summary>
    Event,

    /// <summary>Gap records.</summary>
    Gap,

    /// <summary>A connection and its status.</summary>
    Connection,
}
