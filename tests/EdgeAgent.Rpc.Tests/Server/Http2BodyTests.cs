using System.Buffers.Binary;
using EdgeAgent.Rpc.Server;
using EdgeAgent.Rpc.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Server;

/// <summary>HTTP/2 frames in orders that no client sends.</summary>
public sealed class Http2BodyTests
{
    private const string Service = "/edgeagent.test.Echo/";

    [Fact]
    public async Task Trailers_AfterTheRequest_AreAccepted()
    {
        await using var host = await EchoHost.StartAsync();
        await using var raw = await RawHttp2.ConnectAsync(host.Port);
        var stream = await raw.OpenAsync(Service + "Unary");

        await raw.DataAsync(stream, new byte[5]);
        await raw.TrailersAsync(stream, ("x-late", "1"));

        Assert.Equal("status 0", await raw.EndOfAsync(stream));
    }

    [Fact]
    public async Task Trailers_InTheMiddleOfAMessage_AreInternal()
    {
        await using var host = await EchoHost.StartAsync();
        await using var raw = await RawHttp2.ConnectAsync(host.Port);
        var stream = await raw.OpenAsync(Service + "Collect");

        await raw.DataAsync(stream, new byte[] { 0, 0, 0, 0, 9, 1 });
        await raw.TrailersAsync(stream);

        Assert.Equal("status 13", await raw.EndOfAsync(stream));
    }

    [Fact]
    public async Task Message_ByteByByte_IsRead()
    {
        await using var host = await EchoHost.StartAsync();
        await using var raw = await RawHttp2.ConnectAsync(host.Port);
        var stream = await raw.OpenAsync(Service + "Unary");

        foreach (var unit in Framed(new EchoRequest { Text = "slowly" })) await raw.DataAsync(stream, new[] { unit });
        await raw.DataAsync(stream, Array.Empty<byte>(), end: true);

        Assert.Equal("status 0", await raw.EndOfAsync(stream));
    }

    [Fact]
    public async Task Headers_ThatEndTheStream_AreNoRequest()
    {
        await using var host = await EchoHost.StartAsync();
        await using var raw = await RawHttp2.ConnectAsync(host.Port);

        Assert.Equal("status 12", await raw.EndOfAsync(await raw.OpenAsync(Service + "Unary", end: true)));
        Assert.Equal("status 0", await raw.EndOfAsync(await raw.OpenAsync(Service + "Collect", end: true)));
    }

    [Fact]
    public async Task Error_WhileTheClientStillSends_EndsTheStreamAtOnce()
    {
        await using var host = await EchoHost.StartAsync();
        await using var raw = await RawHttp2.ConnectAsync(host.Port);
        var stream = await raw.OpenAsync(Service + "Collect");

        await raw.DataAsync(stream, Framed(new EchoRequest { FailCode = 7 }));

        Assert.Equal("status 7", await raw.EndOfAsync(stream));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Fuzz_OfBodiesAndFrames_EveryStreamEndsAndNothingIsLeft(int seed)
    {
        var random = new Random(seed);
        var calls = new Counter();
        await using var host = await EchoHost.StartAsync(new() { Interceptors = [calls], MaxReceiveMessageSize = 10_000 });
        host.Service.IsTame = true;
        for (var connection = 0; connection < 5; connection++)
        {
            await using var raw = await RawHttp2.ConnectAsync(host.Port);
            var ended = new List<int>();
            for (var i = 0; i < 60; i++)
                if (await SendAsync(raw, random) is { } stream) ended.Add(stream);
            foreach (var stream in ended) Assert.StartsWith("status ", await raw.EndOfAsync(stream), StringComparison.Ordinal);
            Assert.Null(raw.GoAway);
        }

        // Streams that were left open end with their connection.
        await calls.EmptyAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(host.Log.Errors.IsEmpty, string.Join('\n', host.Log.Errors));
        using var channel = host.Channel();
        Assert.Equal("well", (await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "well" })).Text);
    }

    // Returns the stream when its request was ended properly, so that an answer must come.
    private static async Task<int?> SendAsync(RawHttp2 raw, Random random)
    {
        var method = Service + random.GetItems(["Unary", "Collect", "Expand", "Chat", "Nowhere"], 1)[0];
        var stream = await raw.OpenAsync(method, more: random.Next(4) == 0 ? [("grpc-encoding", "gzip")] : []);
        ReadOnlyMemory<byte> body = Body(random);
        while (body.Length > 0)
        {
            var length = random.Next(1, Math.Min(body.Length, random.Next(2) == 0 ? 10 : 16_000) + 1);
            await raw.DataAsync(stream, body[..length]);
            body = body[length..];
        }

        switch (random.Next(8))
        {
            case 0: await raw.ResetAsync(stream); return null;
            case 1: return null;
            case 2: await raw.TrailersAsync(stream, ("x-odd", "1")); return stream;
            default: await raw.DataAsync(stream, Array.Empty<byte>(), end: true); return stream;
        }
    }

    private static byte[] Body(Random random)
    {
        var bytes = new List<byte>();
        for (var i = random.Next(4); i > 0; i--)
            bytes.AddRange(Framed(new EchoRequest { Text = "fuzz", Payload = ByteString.CopyFrom(new byte[random.Next(300)]), Count = random.Next(5), Size = random.Next(2000) }, random.Next(4) == 0));
        var body = bytes.ToArray();
        if (random.Next(3) == 0 && body.Length > 0) body[random.Next(Math.Min(body.Length, 20))] ^= (byte)(1 << random.Next(8));
        if (random.Next(5) == 0) body = body[..random.Next(body.Length + 1)];
        if (random.Next(5) == 0) random.NextBytes(body);
        return body;
    }

    private static byte[] Framed(EchoRequest request, bool compress = false)
    {
        var message = request.ToByteArray();
        if (compress)
        {
            using var packed = Gzip.Compress(message, System.IO.Compression.CompressionLevel.Fastest);
            message = packed.Span.ToArray();
        }

        var frame = new byte[5 + message.Length];
        frame[0] = compress ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private sealed class Counter : IRpcInterceptor
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

        private int _open;
        private int _all;

        public ValueTask EnterAsync(ServerCallContext context)
        {
            Interlocked.Increment(ref _open);
            Interlocked.Increment(ref _all);
            return default;
        }

        public void Leave(ServerCallContext context, Status status) => Interlocked.Decrement(ref _open);

        public async Task EmptyAsync()
        {
            var began = TimeProvider.System.GetTimestamp();
            while (Volatile.Read(ref _open) > 0)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"{Volatile.Read(ref _open)} calls have not ended after {Patience.TotalSeconds:F0} s");
                await Task.Yield();
            }

            Assert.True(_all > 100, "the fuzz hardly reached a service");
        }
    }
}
