using System.Security.Cryptography;
using System.Text.Json;
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

    /// <summary><see cref="Hash"/> of the line before; zeros in the first.</summary>
    public string Prev { get; init; } = "";

    /// <summary>SHA-256 of this line as it would be with an empty hash, 64 hex digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The line, without its line end.</summary>
    internal byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditEntry);

    /// <summary>The entry with its hash.</summary>
    internal AuditEntry Sealed() => this with { Hash = Convert.ToHexStringLower(SHA256.HashData((this with { Hash = "" }).ToLine())) };

    /// <summary>Reads a line; null when it is none, or not one as it would be written.</summary>
    internal static AuditEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditEntry) is { } entry && line.SequenceEqual(entry.ToLine()) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static AuditEntry Asked(string who, string call) => new() { Who = who, Call = call, What = "asked" };

    internal static AuditEntry Refused(string who, string call, string role) => new() { Who = who, Call = call, What = "refused", Detail = $"needs {role}" };

    internal static AuditEntry Ended(string who, string call, Status status, string? detail) => status.StatusCode == StatusCode.OK
        ? new() { Who = who, Call = call, What = "done", Detail = detail }
        : new() { Who = who, Call = call, What = "failed", Detail = detail is null ? $"{status}" : $"{detail}: {status}" };
}
