using EdgeAgent.Control.Audit;
using EdgeAgent.Rpc.Server;
using Grpc.Core;

namespace EdgeAgent.Control.Security;

/// <summary>Stands before every call: who is it, may they, are they too many. What changes something goes into the audit log, when it is let in and when it has ended.</summary>
internal sealed class Gatekeeper(Authenticator authenticator, CallLimits limits, AuditLog? audit) : IRpcInterceptor
{
    /// <inheritdoc/>
    public ValueTask EnterAsync(ServerCallContext context)
    {
        var caller = authenticator.Identify(context);
        context.UserState[typeof(Caller)] = caller;
        // Calls that nobody listed are refused to everybody.
        var needs = AccessTable.Needs(context.Method) ?? throw new RpcException(new Status(StatusCode.PermissionDenied, $"{context.Method} is open to nobody"));
        // Counted before it is judged: refusals cost something too, and fill the audit log.
        var held = limits.Take(caller, context.Method);
        if ((caller.Rights & needs) == 0)
        {
            held?.Dispose();
            audit?.WriteRefused(caller.Name, context.Method, Roles.WordOf(needs));
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"{context.Method[(context.Method.LastIndexOf('/') + 1)..]} needs the role {Roles.WordOf(needs)}, which {caller.Name} does not have"));
        }

        if (held is not null) context.UserState[typeof(CallLimits)] = held;
        if (AccessTable.IsChange(needs)) audit?.Write(AuditEntry.Asked(caller.Name, context.Method));
        return default;
    }

    /// <inheritdoc/>
    public void Leave(ServerCallContext context, Status status)
    {
        if (context.UserState.TryGetValue(typeof(CallLimits), out var held)) ((IDisposable)held).Dispose();
        if (audit is null || AccessTable.Needs(context.Method) is not { } needs || !AccessTable.IsChange(needs)) return;
        audit.Write(AuditEntry.Ended(Caller.Of(context).Name, context.Method, status, AuditDetail.Of(context)));
    }
}
