namespace Grpc.Core;

/// <summary>One call, as the service that carries it out sees it.</summary>
public abstract class ServerCallContext
{
    /// <summary>The path on the wire, as <c>/package.Service/Method</c>.</summary>
    public abstract string Method { get; }

    /// <summary>The host that the client named.</summary>
    public abstract string Host { get; }

    /// <summary>Who calls, as <c>ipv4:address:port</c>, <c>ipv6:[address]:port</c> or <c>unix:path</c>.</summary>
    public abstract string Peer { get; }

    /// <summary>When the client gives up (UTC); <see cref="DateTime.MaxValue"/> for never.</summary>
    public abstract DateTime Deadline { get; }

    /// <summary>The client's metadata, without the protocol's own headers.</summary>
    public abstract Metadata RequestHeaders { get; }

    /// <summary>Cancelled when the client gives up, goes away, or its deadline passes.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>Metadata that is sent with the status.</summary>
    public abstract Metadata ResponseTrailers { get; }

    /// <summary>The status that the call ends with when the method returns; an <see cref="RpcException"/> overrides it.</summary>
    public abstract Status Status { get; set; }

    /// <summary>How responses are sent, or null for the default.</summary>
    public abstract WriteOptions? WriteOptions { get; set; }

    /// <summary>Things that interceptors leave for the service, such as who the caller is.</summary>
    public abstract IDictionary<object, object> UserState { get; }

    /// <summary>Sends metadata before the first response; may be called once, and not after a response was sent.</summary>
    /// <param name="responseHeaders">The metadata.</param>
    /// <exception cref="InvalidOperationException">The headers are sent already.</exception>
    public abstract Task WriteResponseHeadersAsync(Metadata responseHeaders);
}
