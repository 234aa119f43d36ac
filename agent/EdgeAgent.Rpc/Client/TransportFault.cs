using Grpc.Core;

namespace EdgeAgent.Rpc.Client;

/// <summary>Which status a broken connection or stream is.</summary>
internal static class TransportFault
{
    public static Status StatusOf(Exception fault, string target)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case RpcException rpc: return rpc.Status;
                // .NET tells a missed sign of life as a PROTOCOL_ERROR of its own, and only the text sets it apart from a server's.
                case HttpProtocolException silent when silent.Message.Contains("KeepAlivePing", StringComparison.Ordinal):
                    return new Status(StatusCode.Unavailable, $"{target} gives no sign of life any more", fault);
                case HttpProtocolException reset: return new Status(OfReset(reset.ErrorCode), $"{target} reset the call (HTTP/2 error {reset.ErrorCode})", fault);
            }
        }

        return fault switch
        {
            OperationCanceledException => new Status(StatusCode.Cancelled, "the call was cancelled", fault),
            HttpRequestException or IOException => new Status(StatusCode.Unavailable, $"{target} cannot be reached: {Innermost(fault).Message}", fault),
            ObjectDisposedException => new Status(StatusCode.Cancelled, "the channel is closed", fault),
            _ => new Status(StatusCode.Internal, $"the call to {target} failed: {fault.Message}", fault),
        };
    }

    // gRPC over HTTP/2, "HTTP2 Transport Mapping", Errors.
    private static StatusCode OfReset(long error) => error switch
    {
        7 => StatusCode.Unavailable,
        8 => StatusCode.Cancelled,
        11 => StatusCode.ResourceExhausted,
        12 => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static Exception Innermost(Exception fault)
    {
        while (fault.InnerException is { } inner) fault = inner;
        return fault;
    }
}
