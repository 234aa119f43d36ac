namespace Grpc.Core;

/// <summary>A call under way whose requests and responses stream.</summary>
/// <typeparam name="TRequest">Messages from the client.</typeparam>
/// <typeparam name="TResponse">Messages from the server.</typeparam>
public sealed class AsyncDuplexStreamingCall<TRequest, TResponse> : IDisposable
{
    private readonly IClientCall _call;

    internal AsyncDuplexStreamingCall(IClientStreamWriter<TRequest> requests, IAsyncStreamReader<TResponse> responses, IClientCall call)
    {
        RequestStream = requests;
        ResponseStream = responses;
        _call = call;
    }

    /// <summary>Where requests go.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>The responses.</summary>
    public IAsyncStreamReader<TResponse> ResponseStream { get; }

    /// <summary>The server's metadata before its first message.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <summary>How the call ended.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    public Status GetStatus() => _call.GetStatus();

    /// <summary>The metadata that came with the status.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <summary>Gives the call up when it is not over, and frees what it holds.</summary>
    public void Dispose() => _call.Dispose();
}
