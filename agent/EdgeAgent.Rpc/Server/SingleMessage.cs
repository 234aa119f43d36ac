using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>The one message of a direction that does not stream.</summary>
internal static class SingleMessage
{
    /// <summary>Reads exactly one request.</summary>
    /// <exception cref="RpcException">There is none, or more than one (UNIMPLEMENTED, as gRPC's status codes document says).</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpCallContext call, Marshaller<T> marshaller) where T : class
    {
        var message = await call.ReadAsync(marshaller, CancellationToken.None).ConfigureAwait(false)
            ?? throw new RpcException(new Status(StatusCode.Unimplemented, "the method takes one request, and none came"));
        return await call.ReadEndAsync().ConfigureAwait(false)
            ? message
            : throw new RpcException(new Status(StatusCode.Unimplemented, "the method takes one request, and more than one came"));
    }

    /// <summary>Writes the one response; it leaves together with the status.</summary>
    public static async ValueTask WriteAsync<T>(HttpCallContext call, Marshaller<T> marshaller, T? response) where T : class
    {
        // A status other than OK takes the response's place.
        if (call.Status.StatusCode != StatusCode.OK) return;
        if (response is null) throw new InvalidOperationException($"the service returned null for {call.Method}");
        if (call.DeadlinePassed) return;
        await call.StartAsync().ConfigureAwait(false);
        call.Writer.Write(marshaller, response, call.WriteOptions);
    }
}
