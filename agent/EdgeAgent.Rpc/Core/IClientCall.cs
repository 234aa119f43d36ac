namespace Grpc.Core;

/// <summary>What the call objects that clients hold have in common; a client library gives it to them.</summary>
internal interface IClientCall : IDisposable
{
    /// <summary>The server's metadata before its first message.</summary>
    Task<Metadata> ResponseHeadersAsync { get; }

    /// <summary>How the call ended.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    Status GetStatus();

    /// <summary>The metadata that came with the status.</summary>
    /// <exception cref="InvalidOperationException">The call is not over.</exception>
    Metadata GetTrailers();
}
