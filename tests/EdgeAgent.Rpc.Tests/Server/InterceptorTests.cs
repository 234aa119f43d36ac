using System.Collections.Concurrent;
using EdgeAgent.Rpc.Server;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Server;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Calls_AreSeenInOrderWithTheirStatus()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await EchoHost.StartAsync(new() { Interceptors = [new Recorder("outer", seen), new Recorder("inner", seen)] });
        using var channel = host.Channel();
        var client = new Echo.EchoClient(channel);

        await client.UnaryAsync(new EchoRequest());
        await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { FailCode = 5, FailMessage = "no" }));

        Assert.Equal(
            ["outer in /edgeagent.test.Echo/Unary", "inner in /edgeagent.test.Echo/Unary", "inner out OK", "outer out OK",
             "outer in /edgeagent.test.Echo/Unary", "inner in /edgeagent.test.Echo/Unary", "inner out NotFound", "outer out NotFound"], seen);
    }

    [Fact]
    public async Task Refusal_ByOne_HidesTheCallFromTheNextAndFromTheService()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await EchoHost.StartAsync(new() { Interceptors = [new Recorder("outer", seen), new Gate(), new Recorder("inner", seen)] });
        using var channel = host.Channel();
        using var call = new Echo.EchoClient(channel).Chat();

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(new Status(StatusCode.PermissionDenied, "not /edgeagent.test.Echo/Chat"), error.Status);
        Assert.Equal("why", error.Trailers.GetValue("x-reason"));
        Assert.Equal(["outer in /edgeagent.test.Echo/Chat", "outer out PermissionDenied"], seen);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Interceptor_SeesTheConnectionUnderTheCall()
    {
        var probe = new Probe();
        await using var host = await EchoHost.StartAsync(new() { Interceptors = [probe] });
        using var tcp = host.Channel();
        using var unix = host.SocketChannel();

        await new Echo.EchoClient(tcp).UnaryAsync(new EchoRequest());
        await new Echo.EchoClient(unix).UnaryAsync(new EchoRequest());

        Assert.StartsWith("ipv4:127.0.0.1:", probe.Peers[0], StringComparison.Ordinal);
        Assert.Equal($"unix:{host.Socket}", probe.Peers[1]);
    }

    private sealed class Recorder(string name, ConcurrentQueue<string> seen) : IRpcInterceptor
    {
        public ValueTask EnterAsync(ServerCallContext context)
        {
            seen.Enqueue($"{name} in {context.Method}");
            context.UserState[name] = true;
            return default;
        }

        public void Leave(ServerCallContext context, Status status) => seen.Enqueue($"{name} out {status.StatusCode}");
    }

    private sealed class Gate : IRpcInterceptor
    {
        public ValueTask EnterAsync(ServerCallContext context) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"not {context.Method}"), [new Metadata.Entry("x-reason", "why")]);

        public void Leave(ServerCallContext context, Status status) => Assert.Fail("what was refused does not leave");
    }

    private sealed class Probe : IRpcInterceptor
    {
        public List<string> Peers { get; } = [];

        public ValueTask EnterAsync(ServerCallContext context)
        {
            Peers.Add(context.Peer);
            Assert.Equal("HTTP/2", context.GetHttpContext().Request.Protocol);
            return default;
        }

        public void Leave(ServerCallContext context, Status status) { }
    }
}
