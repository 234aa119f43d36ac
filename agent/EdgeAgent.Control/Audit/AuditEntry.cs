using Grpc.Core;

namespace EdgeAgent.Control.Audit;

/// <summary>One line of the audit log. Its names are fixed: old logs must verify for ever.</summary>
public sealed record AuditEntry
{
    /// <summary>Number of the line, from 1, without gaps over all files.</summary>
    public long N { get; init; }

    /// <summary>When it was written, by the box's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who.</summary>
    public required string Who { get; init; }

    /// <summary>The call, as <c>/package.Service/Method</c>; empty for the agent's own lines.</summary>
    public required string Call { get; init; }

    /// <summary><c>asked</c> (let in, about to be carried out), <c>done</c>, <c>failed</c>, <c>refused</c> (no right to), <c>started</c>, <c>repaired</c> or <c>lost</c>.</summary>
    public required string What { get; init; }

    /// <summary>How the call ended, or what it was about; null when there is nothing to say.</summary>
    public string? Detail { get; init; }

    /// <summary>SHA-256 of the line before, without its line end, 64 hex digits; zeros in the first.</summary>
    public string Prev { get; init; } = "";

    internal static AuditEntry Asked(string who, string call) => new() { Who = who, Call = call, What = "asked" };

    internal static AuditEntry Refused(string who, string call, string role) => new() { Who = who, Call = call, What = "refused", Detail = $"needs {role}" };

    internal static AuditEntry Ended(string who, string call, Status status, string? detail) => status.StatusCode == StatusCode.OK
        ? new() { Who = who, Call = call, What = "done", Detail = detail }
        : new() { Who = who, Call = call, What = "failed", Detail = detail is null ? $"{status}" : $"{detail}: {status}" };
}
