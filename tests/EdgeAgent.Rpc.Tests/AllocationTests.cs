using Grpc.Core;

namespace EdgeAgent.Rpc.Tests;

/// <summary>What a call and a message cost in memory, client and server together in this process (HttpClient and Kestrel included).</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    [Fact]
    public async Task UnaryCall_InSteadyState_AllocatesLittle()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.SocketChannel();
        var client = new Echo.EchoClient(channel);
        var request = new EchoRequest { Text = "hello" };
        var options = new CallOptions();

        var bytes = await MeasureAsync(1000, async () => await client.UnaryAsync(request, options));

        TestContext.Current.SendDiagnosticMessage($"unary call: {bytes} bytes");
        Assert.InRange(bytes, 1, 15_000);
    }

    [Fact]
    public async Task StreamMessage_InSteadyState_AllocatesLittle()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.SocketChannel();
        using var call = new Echo.EchoClient(channel).Chat();
        var request = new EchoRequest { Text = "hello" };

        var bytes = await MeasureAsync(3000, async () =>
        {
            await call.RequestStream.WriteAsync(request);
            await call.ResponseStream.MoveNext(CancellationToken.None);
        });

        TestContext.Current.SendDiagnosticMessage($"message there and back: {bytes} bytes");
        Assert.InRange(bytes, 1, 5_000);
    }

    private static async Task<long> MeasureAsync(int times, Func<Task> act)
    {
        for (var i = 0; i < times; i++) await act();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < times; i++) await act();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / times;
    }
}
