namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>One fault that was injected.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Pipeline">Where; empty for the whole box.</param>
/// <param name="ToldSeconds">How long until the ledger said so.</param>
/// <param name="BackSeconds">How long from when the source could be heard until it was.</param>
internal sealed record LiveFaultResult(LiveFaultKind Kind, string Pipeline, double ToldSeconds, double BackSeconds)
{
    /// <summary>What may be added to twice the watchdog's time, seconds: a rate is measured over twice that time.</summary>
    public double Slack => Kind == LiveFaultKind.WrongRate ? 2 * FaultyBox.Watchdog : 1;
}
