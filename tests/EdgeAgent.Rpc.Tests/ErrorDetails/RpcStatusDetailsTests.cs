using EdgeAgent.Rpc.ErrorDetails;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.ErrorDetails;

public sealed class RpcStatusDetailsTests
{
    [Fact]
    public void Details_IntoAnExceptionAndBack_AreTheSame()
    {
        var status = new Google.Rpc.Status { Code = 8, Message = "the disk is full", Details = { Any.Pack(new Duration { Seconds = 5 }) } };

        var error = status.ToRpcException();

        Assert.Equal(new Status(StatusCode.ResourceExhausted, "the disk is full"), error.Status);
        Assert.Equal(status, error.GetRpcStatus());
    }

    [Fact]
    public void Details_AbsentOrUnreadable_AreNull()
    {
        Assert.Null(new RpcException(new Status(StatusCode.Internal, "")).GetRpcStatus());
        Assert.Null(new RpcException(new Status(StatusCode.Internal, ""), [new Metadata.Entry("grpc-status-details-bin", [255])]).GetRpcStatus());
        Assert.Throws<ArgumentException>(() => new Google.Rpc.Status().ToRpcException());
    }
}
