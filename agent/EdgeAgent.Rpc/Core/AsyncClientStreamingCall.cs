using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>A call under way whose requests stream; await it for its response.</summary>
/// <typeparam name="TRequest">Messages from the client.</typeparam>
/// <typeparam name="TResponse">Messages from the server.</typeparam>
public sealed class AsyncClientStreamingCall<TRequest, TResponse> : IDisposable
{
    private readonly IClientCall _call;

    internal AsyncClientStreamingCall(Task<TResponse> response, IClientStreamWriter<TRequest> requests, IClientCall call)
    {
        ResponseAsync = response;
        RequestStream = requests;
        _call = call;
    }

    /// <summary>The response.</summary>
    /// <exception cref="RpcException">The call ended with an error.</exception>
    public Task<TResponse> ResponseAsync { get; }

    /// <summary>Where requests go.</summary>
    public IClientStreamWriter<TRequest> RequestStream { get; }

    /// <summary>The server's metadata before its first message.</summary>
    public Task<Metadata> ResponseHeadersAsync => _call.ResponseHeadersAsync;

    /// <summary>How the call ended.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    public Status GetStatus() => _call.GetStatus();

    /// <summary>The metadata that came with the status.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    public Metadata GetTrailers() => _call.GetTrailers();

    /// <summary>Lets the call be awaited for its response.</summary>
    public TaskAwaiter<TResponse> GetAwaiter() => ResponseAsync.GetAwaiter();

    /// <summary>Gives the call up when it is not over, and frees what it holds.</summary>
    public void Dispose() => _call.Dispose();
}
