using Grpc.Core;

namespace EdgeAgent.Control.Security;

/// <summary>Who calls.</summary>
/// <param name="Name">The identity: what limits and the audit log go by.</param>
/// <param name="Rights">What it may do, included roles and all.</param>
/// <param name="IsLocal">Whether it came through the box's own socket.</param>
public sealed record Caller(string Name, Role Rights, bool IsLocal)
{
    /// <summary>The caller of a call that was let in.</summary>
    public static Caller Of(ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (Caller)context.UserState[typeof(Caller)];
    }
}
