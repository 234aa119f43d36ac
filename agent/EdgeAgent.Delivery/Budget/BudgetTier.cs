namespace EdgeAgent.Delivery.Budget;

/// <summary>How much of the byte budget is left, as far as it changes what is sent.</summary>
internal enum BudgetTier
{
    /// <summary>At least half, or no budget: everything goes.</summary>
    Ample,

    /// <summary>Below half: updates are folded, state documents come every ten minutes at most.</summary>
    Half,

    /// <summary>Below a quarter: labels share half of the refill evenly, the rest of their events is folded; state documents come hourly at most.</summary>
    Quarter,

    /// <summary>Only the reserve is left: gap records and the status go, nothing else.</summary>
    Reserve,
}
