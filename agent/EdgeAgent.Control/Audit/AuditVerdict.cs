namespace EdgeAgent.Control.Audit;

/// <summary>What verifying an audit log has found.</summary>
/// <param name="Lines">Lines that are in order.</param>
/// <param name="First">Number of the first one; above 1 where older files were given up. 0 for none.</param>
/// <param name="Last">Number of the last one; 0 for none.</param>
/// <param name="Fault">Where the chain is broken and how, one sentence; null when it is not.</param>
/// <param name="Note">Something that is no fault but should be known; null for nothing.</param>
public sealed record AuditVerdict(long Lines, long First, long Last, string? Fault, string? Note);
