using EdgeAgent.Control.Audit;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>Makes records of the ledger out of lines of the audit log, so that who changed what is published with everything else.</summary>
internal static class AuditRecords
{
    /// <summary>The record of a line.</summary>
    public static GapRecord Of(AuditEntry entry) => new("", null, entry.What, entry.Time, entry.Time, null, $"{entry.Who}: {entry.Call[(entry.Call.LastIndexOf('/') + 1)..]}{(entry.Detail is null ? "" : $": {entry.Detail}")}")
    {
        Audit = new AuditNote(entry.N, entry.Who, entry.Call, entry.What, entry.Hash),
    };
}
