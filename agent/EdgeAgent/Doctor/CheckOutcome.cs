namespace EdgeAgent.Doctor;

/// <summary>What a check found.</summary>
/// <param name="State">How it went.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Remedy">What to do; null where nothing needs to be done.</param>
internal sealed record CheckOutcome(CheckState State, string Seen, string? Remedy = null)
{
    /// <summary>As it should be.</summary>
    public static CheckOutcome Ok(string seen) => new(CheckState.Ok, seen);

    /// <summary>Nothing to look at.</summary>
    public static CheckOutcome Skip(string seen) => new(CheckState.Skip, seen);

    /// <summary>It works, and somebody should know.</summary>
    public static CheckOutcome Warn(string seen, string remedy) => new(CheckState.Warn, seen, remedy);

    /// <summary>It does not work.</summary>
    public static CheckOutcome Fail(string seen, string remedy) => new(CheckState.Fail, seen, remedy);
}
