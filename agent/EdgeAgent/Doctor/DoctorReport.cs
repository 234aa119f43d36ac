namespace EdgeAgent.Doctor;

/// <summary>All checks of one run.</summary>
/// <param name="Device">The box.</param>
/// <param name="Version">The agent's version.</param>
/// <param name="Checks">In the order in which they were made.</param>
internal sealed record DoctorReport(string Device, string Version, IReadOnlyList<CheckReport> Checks)
{
    /// <summary>Checks with an outcome.</summary>
    public int Count(CheckState state) => Checks.Count(c => c.State == state);
}
