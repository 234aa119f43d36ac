using Grpc.Core;

namespace EdgeAgent.Rpc.Server;

/// <summary>
/// Asked about every call to a known method: the place for authentication, authorization by <see cref="ServerCallContext.Method"/>, rate and
/// concurrency limits, and audit. One instance serves all calls at once.
/// </summary>
public interface IRpcInterceptor
{
    /// <summary>
    /// Called when the request's headers are there and before its first message is read. What it learns about the caller goes into
    /// <see cref="ServerCallContext.UserState"/>; certificates and the connection are at <see cref="ServerCallContextExtensions.GetHttpContext"/>.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <exception cref="RpcException">Refuses the call with this status; later interceptors and the service do not see it.</exception>
    ValueTask EnterAsync(ServerCallContext context);

    /// <summary>Called once for every call that this interceptor let in, when its status is decided and before it is sent. Must not throw.</summary>
    /// <param name="context">The call.</param>
    /// <param name="status">How it ended.</param>
    void Leave(ServerCallContext context, Status status);
}
