using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Rpc.ErrorDetails;

/// <summary>Errors with details that programs can read: a <c>google.rpc.Status</c> in the trailer <c>grpc-status-details-bin</c>.</summary>
public static class RpcStatusDetails
{
    private const string Trailer = "grpc-status-details-bin";

    /// <summary>The exception that ends a call with a status and its details.</summary>
    /// <param name="status">Code (a gRPC status code other than OK), message and details.</param>
    /// <exception cref="ArgumentException">The code is OK.</exception>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.Code == (int)StatusCode.OK) throw new ArgumentException("OK is no error", nameof(status));
        return new RpcException(new Status((StatusCode)status.Code, status.Message), [new Metadata.Entry(Trailer, status.ToByteArray())]);
    }

    /// <summary>The status with its details that came with an error; null when none came or it cannot be read.</summary>
    /// <param name="error">What a call ended with.</param>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.Trailers.GetValueBytes(Trailer) is not { } bytes) return null;
        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
