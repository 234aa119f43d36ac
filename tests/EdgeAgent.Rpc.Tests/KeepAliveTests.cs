using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests;

/// <summary>A peer that is gone without a word is found by both sides.</summary>
public sealed class KeepAliveTests
{
    [Fact]
    public async Task Link_FallsSilent_ClientAndServiceAreTold()
    {
        await using var host = await EchoHost.StartAsync(keepAlive: TimeSpan.FromSeconds(2));
        await using var link = new SilentLink(host.Port);
        using var channel = RpcChannel.ForAddress(link.Address, new RpcChannelOptions { KeepAlive = TimeSpan.FromSeconds(1) }, TimeProvider.System);
        using var call = new Echo.EchoClient(channel).Chat();
        await call.RequestStream.WriteAsync(new EchoRequest { Hang = true });
        await host.Service.Arrived.Task.WaitAsync(TimeSpan.FromMinutes(1));

        link.FallSilent();

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.True(error.StatusCode == StatusCode.Unavailable, error.ToString());
        await host.Service.GivenUp.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
