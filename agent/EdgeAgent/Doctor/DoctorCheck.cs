namespace EdgeAgent.Doctor;

/// <summary>One thing to look at. It changes nothing.</summary>
/// <param name="Name">Its name, for people and scripts.</param>
/// <param name="Patience">How long it may take.</param>
/// <param name="LookAsync">Looks.</param>
internal sealed record DoctorCheck(string Name, TimeSpan Patience, Func<CancellationToken, Task<CheckOutcome>> LookAsync)
{
    /// <summary>What most checks may take.</summary>
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(5);

    /// <summary>A check that only reads what is at hand.</summary>
    public DoctorCheck(string name, Func<CheckOutcome> look)
        : this(name, Usual, _ => Task.FromResult(look()))
    {
    }
}
