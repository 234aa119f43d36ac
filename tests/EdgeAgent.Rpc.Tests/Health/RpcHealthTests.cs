using EdgeAgent.Rpc.Tests.Peers;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace EdgeAgent.Rpc.Tests.Health;

public sealed class RpcHealthTests
{
    [Fact]
    public async Task Contract_OfAnotherImplementation_IsServed()
    {
        await using var host = await EchoHost.StartAsync();
        host.Health.Set("", ServingStatus.Serving);
        host.Health.Set("edgeagent.test.Echo", ServingStatus.NotServing);

        var seen = await Peer.CallAsync("node", $"127.0.0.1:{host.Port}", "health");

        Assert.Equal("NOT_SERVING", seen.GetProperty("check").GetString());
        Assert.Equal(["", "edgeagent.test.Echo"], seen.GetProperty("list").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("NOT_SERVING", Assert.Single(seen.GetProperty("watch").EnumerateArray()).GetString());
        Assert.Equal((int)StatusCode.NotFound, seen.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Watch_StatusChanges_TellsEachWhenItIsRead()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        using var watch = new Grpc.Health.V1.Health.HealthClient(channel).Watch(new HealthCheckRequest { Service = "later" });

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        host.Health.Set("later", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        host.Health.Set("another", ServingStatus.Serving);
        host.Health.Set("later", ServingStatus.Serving);
        host.Health.Set("later", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_HostStops_EndsAsUnavailable()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        using var watch = new Grpc.Health.V1.Health.HealthClient(channel).Watch(new HealthCheckRequest());
        await NextAsync(watch);

        var stopping = host.StopAsync();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch))).StatusCode);
        await stopping;
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));
        return watch.ResponseStream.Current.Status;
    }
}
