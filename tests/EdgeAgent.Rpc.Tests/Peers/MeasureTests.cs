using System.Diagnostics;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Peers;

/// <summary>Figures, asked for by name (<c>-explicit only</c>): our server beside python3-grpcio's, in one run, under the same client.</summary>
[Collection(nameof(Alone))]
public sealed class MeasureTests
{
    [Theory(Explicit = true)]
    [InlineData("kestrel-unix", 1)]
    [InlineData("kestrel-unix", 16)]
    [InlineData("kestrel", 1)]
    [InlineData("kestrel", 16)]
    [InlineData("python-unix", 1)]
    [InlineData("python-unix", 16)]
    [InlineData("python", 1)]
    [InlineData("python", 16)]
    public async Task UnaryCalls_PerSecond(string server, int atOnce)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel(new RpcChannelOptions());
        var client = new Echo.EchoClient(channel);
        await RunAsync(client, atOnce, TimeSpan.FromSeconds(1));

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (calls, seconds) = await RunAsync(client, atOnce, TimeSpan.FromSeconds(3));

        TestContext.Current.TestOutputHelper!.WriteLine($"{server}, {atOnce} at once: {calls / seconds:F0} calls/s, {(GC.GetTotalAllocatedBytes(precise: true) - before) / calls} bytes allocated a call in this process");
        Assert.True(calls > 0);
    }

    private static async Task<(long Calls, double Seconds)> RunAsync(Echo.EchoClient client, int atOnce, TimeSpan length)
    {
        var request = new EchoRequest { Text = "hello" };
        var watch = Stopwatch.StartNew();
        var calls = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            var made = 0L;
            for (; watch.Elapsed < length; made++) await client.UnaryAsync(request, new CallOptions());
            return made;
        })));
        return (calls.Sum(), watch.Elapsed.TotalSeconds);
    }
}
