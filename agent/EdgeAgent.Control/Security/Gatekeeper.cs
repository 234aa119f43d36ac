using EdgeAgent.Control.Audit;
using EdgeAgent.Rpc.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Security;

/// <summary>Stands before every call: who is it, may they, are they too many. What changes something goes into the audit log, when it is let in and when it has ended.</summary>
internal sealed class Gatekeeper(Authenticator authenticator, CallLimits limits, AuditLog? audit) : IRpcInterceptor
{
    /// <inheritdoc/>
    public ValueTask EnterAsync(ServerCallContext context)
    {
        var caller = authenticator.Identify(context);
        context.UserState[typeof(Caller)] = caller;
        if (Admit(caller, context.Method, context.Method[(context.Method.LastIndexOf('/') + 1)..]) is { } held) context.UserState[typeof(CallLimits)] = held;
        return default;
    }

    /// <summary>Lets a request of the HTTP API in; say with <see cref="Leave(GateEntry, string, Status, string)"/> how it ended.</summary>
    /// <param name="http">The request.</param>
    /// <param name="route">Its route in the access table.</param>
    /// <exception cref="RpcException">It is not let in; the status says why.</exception>
    public GateEntry Enter(HttpContext http, string route)
    {
        var caller = authenticator.Identify(http);
        return new GateEntry(caller, Admit(caller, route, route));
    }

    /// <summary>A request of the HTTP API has ended.</summary>
    public void Leave(GateEntry entry, string route, Status status, string? detail)
    {
        if (audit is null || AccessTable.Needs(route) is not { } needs || !AccessTable.IsChange(needs)) return;
        audit.Write(AuditEntry.Ended(entry.Caller.Name, route, status, detail));
    }

    /// <inheritdoc/>
    public void Leave(ServerCallContext context, Status status)
    {
        if (context.UserState.TryGetValue(typeof(CallLimits), out var held)) ((IDisposable)held).Dispose();
        if (audit is null || AccessTable.Needs(context.Method) is not { } needs || !AccessTable.IsChange(needs)) return;
        audit.Write(AuditEntry.Ended(Caller.Of(context).Name, context.Method, status, AuditDetail.Of(context)));
    }

    private IDisposable? Admit(Caller caller, string call, string name)
    {
        // Calls that nobody listed are refused to everybody.
        var needs = AccessTable.Needs(call) ?? throw new RpcException(new Status(StatusCode.PermissionDenied, $"{call} is open to nobody"));
        // Counted before it is judged: refusals cost something too, and fill the audit log.
        var held = limits.Take(caller, call);
        if ((caller.Rights & needs) == 0)
        {
            held?.Dispose();
            audit?.WriteRefused(caller.Name, call, Roles.WordOf(needs));
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"{name} needs the role {Roles.WordOf(needs)}, which {caller.Name} does not have"));
        }

        if (AccessTable.IsChange(needs)) audit?.Write(AuditEntry.Asked(caller.Name, call));
        return held;
    }
}
