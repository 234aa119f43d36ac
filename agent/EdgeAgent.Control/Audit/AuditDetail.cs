using Grpc.Core;

namespace EdgeAgent.Control.Audit;

/// <summary>What a call was about, left by the service for the audit log.</summary>
internal static class AuditDetail
{
    private const int Longest = 1000;

    /// <summary>Leaves it. Nothing secret.</summary>
    public static void Set(ServerCallContext context, string detail) => context.UserState[typeof(AuditDetail)] = detail.Length <= Longest ? detail : detail[..Longest];

    /// <summary>What was left; null when nothing was.</summary>
    public static string? Of(ServerCallContext context) => context.UserState.TryGetValue(typeof(AuditDetail), out var detail) ? (string)detail : null;
}
