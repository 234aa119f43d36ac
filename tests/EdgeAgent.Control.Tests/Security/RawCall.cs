using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Control.Tests.Security;

/// <summary>Calls any method by its path with an empty message: on the wire all kinds of call look alike.</summary>
internal static class RawCall
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        (byte[] bytes, SerializationContext context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());

    /// <summary>How it ended; OK also when it answered and goes on.</summary>
    public static async Task<Status> MakeAsync(RpcChannel channel, string path)
    {
        var parts = path.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, parts[1], parts[2], Bytes, Bytes);
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(60)));
        try
        {
            await call.RequestStream.WriteAsync([]);
            await call.RequestStream.CompleteAsync();
            await call.ResponseStream.MoveNext(CancellationToken.None);
            return Status.DefaultSuccess;
        }
        catch (RpcException error)
        {
            return error.Status;
        }
    }
}
