using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Server;

/// <summary>What one side sends and the other has not read is bounded, however much there is to send: counted message by message.</summary>
public sealed class FlowControlTests
{
    private const int MessageBytes = 64 * 1024;

    // HTTP/2 windows (512 KiB at the server, at most some MiB at the client), the socket's buffers (some MiB) and a message on each side. All there is to send is 256 MiB.
    private const long Most = 16 << 20;
    private const int Messages = 4096;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_ReadSlowly_HoldTheServiceBack(bool socket)
    {
        var service = new CountingService();
        await using var host = await EchoHost.StartAsync(add: server => server.Add(service.Define()));
        using var channel = socket ? host.SocketChannel() : host.Channel();
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(CountingService.Expand, null, default, new EchoRequest { Count = Messages, Size = MessageBytes });
        var other = new Echo.EchoClient(channel);

        for (var read = 1; read <= 300; read++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            // Other calls go on beside the stream that is held back, and give the service all the time it needs to run ahead.
            Assert.Equal("through", (await other.UnaryAsync(new EchoRequest { Text = "through" })).Text);
            Assert.InRange((service.Moved - read) * MessageBytes, long.MinValue, Most);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_ReadSlowly_HoldTheClientBack(bool socket)
    {
        var service = new CountingService();
        await using var host = await EchoHost.StartAsync(add: server => server.Add(service.Define()));
        using var channel = socket ? host.SocketChannel() : host.Channel();
        using var call = channel.CreateCallInvoker().AsyncClientStreamingCall(CountingService.Collect, null, default);
        var message = new EchoRequest { Payload = ByteString.CopyFrom(new byte[MessageBytes]) };
        var written = 0L;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
            {
                await call.RequestStream.WriteAsync(message);
                Interlocked.Increment(ref written);
            }
        });
        var other = new Echo.EchoClient(channel);

        for (var read = 1; read <= 300; read++)
        {
            service.Allow.Release();
            await service.Read.WaitAsync();
            Assert.Equal("through", (await other.UnaryAsync(new EchoRequest { Text = "through" })).Text);
            Assert.InRange((Interlocked.Read(ref written) - read) * MessageBytes, long.MinValue, Most);
        }

        call.Dispose();
        await Assert.ThrowsAsync<RpcException>(() => sending);
    }

    /// <summary>Streams whose progress is counted.</summary>
    private sealed class CountingService
    {
        private long _moved;

        public static readonly Method<EchoRequest, EchoReply> Expand = Method(MethodType.ServerStreaming, "Expand");

        public static readonly Method<EchoRequest, EchoReply> Collect = Method(MethodType.ClientStreaming, "Collect");

        public long Moved => Interlocked.Read(ref _moved);

        public SemaphoreSlim Allow { get; } = new(0);

        public SemaphoreSlim Read { get; } = new(0);

        public ServerServiceDefinition Define() => ServerServiceDefinition.CreateBuilder().AddMethod(Expand, ExpandAsync).AddMethod(Collect, CollectAsync).Build();

        private async Task ExpandAsync(EchoRequest request, IServerStreamWriter<EchoReply> responses, ServerCallContext context)
        {
            var reply = new EchoReply { Payload = ByteString.CopyFrom(new byte[request.Size]) };
            for (var i = 0; i < request.Count; i++)
            {
                await responses.WriteAsync(reply);
                Interlocked.Increment(ref _moved);
            }
        }

        private async Task<EchoReply> CollectAsync(IAsyncStreamReader<EchoRequest> requests, ServerCallContext context)
        {
            while (true)
            {
                await Allow.WaitAsync(context.CancellationToken);
                if (!await requests.MoveNext(CancellationToken.None)) return new EchoReply();
                Read.Release();
            }
        }

        private static Method<EchoRequest, EchoReply> Method(MethodType type, string name) => new(type, "test.Counting", name, Marshaller(EchoRequest.Parser), Marshaller(EchoReply.Parser));

        private static Marshaller<T> Marshaller<T>(MessageParser<T> parser) where T : IMessage<T> => new(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
    }
}
