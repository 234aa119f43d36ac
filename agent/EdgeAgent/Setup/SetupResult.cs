namespace EdgeAgent.Setup;

/// <summary>What setup has done.</summary>
/// <param name="File">The configuration.</param>
/// <param name="Written">Whether it was written; it is not in a dry run, and where the same was there already.</param>
/// <param name="Backup">Where the one before is kept; null when there was none.</param>
/// <param name="Notes">What was found and proposed, one sentence each.</param>
/// <param name="Start">The line that starts the agent with it.</param>
/// <param name="Operator">The one line that an operator needs for edgectl.</param>
internal sealed record SetupResult(string File, bool Written, string? Backup, IReadOnlyList<string> Notes, string Start, string Operator);
