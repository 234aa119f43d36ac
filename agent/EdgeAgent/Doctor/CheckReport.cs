namespace EdgeAgent.Doctor;

/// <summary>A check that was made.</summary>
/// <param name="Check">Its name.</param>
/// <param name="State">How it went.</param>
/// <param name="Seen">What was seen.</param>
/// <param name="Remedy">What to do; null where nothing needs to be done.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record CheckReport(string Check, CheckState State, string Seen, string? Remedy, double Seconds);
