using EdgeAgent.Control.Security;
using Grpc.Core;

namespace EdgeAgent.Control.Tests.Security;

public sealed class CallLimitsTests
{
    private const string Status = "/edgeagent.v1.AgentService/GetStatus";
    private const string Push = "/edgeagent.v1.ModelService/Push";
    private const string Watch = "/edgeagent.v1.AgentService/WatchEvents";

    private static readonly Caller Anna = new("cert:anna", Role.Viewer, IsLocal: false);
    private static readonly Caller Bob = new("cert:bob", Role.Viewer, IsLocal: false);
    private static readonly Caller Local = new("uid:0", Role.Admin, IsLocal: true);

    [Fact]
    public void Take_MoreThanABurst_IsRefusedToThisIdentityAlone()
    {
        using var limits = new CallLimits(callsPerSecond: 5, uploads: 1);
        // On a busy machine a second may pass between two calls and give some back: refused it is all the same, soon.
        var refused = Assert.Throws<RpcException>(() =>
        {
            for (var i = 0; i < 10_000; i++) limits.Take(Anna, Status);
        });

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Null(limits.Take(Bob, Status));
        for (var i = 0; i < 1000; i++) limits.Take(Local, Status);
    }

    [Fact]
    public void Take_SecondUpload_WaitsForTheFirstToEnd()
    {
        using var limits = new CallLimits(callsPerSecond: 100, uploads: 1);
        var first = limits.Take(Local, Push)!;

        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => limits.Take(Local, Push)).StatusCode);
        first.Dispose();
        limits.Take(Local, Push)!.Dispose();
    }

    [Fact]
    public void Take_TooManyWatches_IsRefusedUntilOneEnds()
    {
        using var limits = new CallLimits(callsPerSecond: 1000, uploads: 1);
        var open = Enumerable.Range(0, 250).Select(_ => limits.Take(Anna, Watch)!).ToArray();

        Assert.Throws<RpcException>(() => limits.Take(Anna, Watch));
        open[7].Dispose();
        limits.Take(Anna, Watch)!.Dispose();
    }
}
