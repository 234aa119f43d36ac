using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Server;

/// <summary>Which status an exception of a service ends its call with.</summary>
internal static class CallFault
{
    public static readonly Status DeadlineExceeded = new(StatusCode.DeadlineExceeded, "the deadline passed");

    public static readonly Status Stopping = new(StatusCode.Unavailable, "the server is shutting down; try again later");

    /// <summary>The status of an exception. What nobody expected is logged and told to the client without its text, which may hold secrets.</summary>
    public static Status StatusOf(Exception fault, HttpCallContext call, ILogger log)
    {
        if (call.DeadlinePassed) return DeadlineExceeded;
        if (fault is RpcException rpc) return rpc.Status;
        if (fault is OperationCanceledException && call.IsStopping && !call.IsAborted) return Stopping;
        if (call.IsAborted) return new Status(StatusCode.Cancelled, "the client gave the call up", fault);
        if (fault is OperationCanceledException) return new Status(StatusCode.Cancelled, "the call was cancelled", fault);
        RpcServerLog.ServiceFailed(log, call.Method, fault);
        return new Status(StatusCode.Unknown, "the service failed unexpectedly; its log says why", fault);
    }
}
