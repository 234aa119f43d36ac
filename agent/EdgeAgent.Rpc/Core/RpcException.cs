namespace Grpc.Core;

/// <summary>A call that ended with an error: thrown by clients, and by services to end a call with a status.</summary>
public sealed class RpcException : Exception
{
    /// <summary>Makes the exception of a status.</summary>
    /// <param name="status">How the call ended.</param>
    public RpcException(Status status) : this(status, []) { }

    /// <summary>Makes the exception of a status with a message of its own for logs.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="message">The exception's message.</param>
    public RpcException(Status status, string message) : this(status, [], message) { }

    /// <summary>Makes the exception of a status with trailers.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Metadata that goes with the status.</param>
    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString()) { }

    /// <summary>Makes the exception of a status with trailers and a message of its own for logs.</summary>
    /// <param name="status">How the call ended.</param>
    /// <param name="trailers">Metadata that goes with the status.</param>
    /// <param name="message">The exception's message.</param>
    public RpcException(Status status, Metadata trailers, string message) : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The status's code.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that came, or goes, with the status; empty when there is none.</summary>
    public Metadata Trailers { get; }
}
