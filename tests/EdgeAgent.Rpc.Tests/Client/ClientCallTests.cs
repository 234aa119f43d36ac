using EdgeAgent.Rpc.Client;
using EdgeAgent.Rpc.Tests.Peers;
using Google.Protobuf;
using Grpc.Core;

namespace EdgeAgent.Rpc.Tests.Client;

/// <summary>Our client against our server and against other implementations' servers.</summary>
public sealed class ClientCallTests
{
    public static TheoryData<string> Servers => ["kestrel", "kestrel-unix", "python", "python-unix", "node", "node-unix"];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task EveryKind_OfCall_Answers(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        var client = new Echo.EchoClient(channel);

        Assert.Equal("héllo", (await client.UnaryAsync(new EchoRequest { Text = "héllo" })).Text);
        Assert.Equal("blocking", client.Unary(new EchoRequest { Text = "blocking" }, new CallOptions()).Text);

        using (var call = client.Collect())
        {
            for (var i = 0; i < 4; i++) await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}", Payload = ByteString.CopyFrom(new byte[i]) });
            await call.RequestStream.CompleteAsync();
            var reply = await call;
            Assert.Equal((4, 6, "3"), (reply.Messages, reply.Bytes, reply.Text));
            Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        }

        using (var call = client.Expand(new EchoRequest { Count = 5, Size = 10 }))
            Assert.Equal(new long[] { 0, 1, 2, 3, 4 }, await call.ResponseStream.ReadAllAsync().Select(r => r.Messages).ToArrayAsync());

        using (var call = client.Chat())
        {
            for (var i = 0; i < 4; i++)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{i}" });
                Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
                Assert.Equal($"{i}", call.ResponseStream.Current.Text);
            }

            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Error_WithMessageAndDetails_IsThrown(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { FailCode = 5, FailMessage = "π is not 100 % here\nnor there", Metadata = true }));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("π is not 100 % here\nnor there", error.Status.Detail);
        Assert.Equal([0, 1, 254, 255], error.Trailers.GetValueBytes("x-final-bin"));
        Assert.Equal([8, 3], error.Trailers.GetValueBytes("grpc-status-details-bin"));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Error_AfterMessages_ComesAfterThem(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        using var call = new Echo.EchoClient(channel).Expand(new EchoRequest { Count = 2, FailCode = 9, FailMessage = "enough" });

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(new Status(StatusCode.FailedPrecondition, "enough"), error.Status);
        Assert.Equal(StatusCode.FailedPrecondition, call.GetStatus().StatusCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Error_WhileRequestsStream_EndsTheWriter(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        using var call = new Echo.EchoClient(channel).Collect();

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new EchoRequest { FailCode = 7, FailMessage = "no further" });
            while (true) await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 16]) });
        });

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Error_AfterAnAnswerWhileBothStream_EndsReaderAndWriter(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        using var call = new Echo.EchoClient(channel).Chat();
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var reading = call.ResponseStream.MoveNext(CancellationToken.None);

        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new EchoRequest { FailCode = 7, FailMessage = "no further" });
            while (true) await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 16]) }).WaitAsync(TimeSpan.FromMinutes(1));
        });

        Assert.Equal(new Status(StatusCode.PermissionDenied, "no further"), (await Assert.ThrowsAsync<RpcException>(() => reading)).Status);
    }

    // grpc-js leaves the rest of the requests unread without a word: there, only a reader learns that the call is over.
    [Theory]
    [InlineData("kestrel")]
    [InlineData("kestrel-unix")]
    [InlineData("python")]
    public async Task Error_AfterAnAnswerWhileRequestsStream_ReachesTheReader(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        using var call = new Echo.EchoClient(channel).Chat();
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.WriteAsync(new EchoRequest { FailCode = 7, FailMessage = "no further" });

        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true) await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 16]) }).WaitAsync(TimeSpan.FromMinutes(1));
        });
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(new Status(StatusCode.PermissionDenied, "no further"), error.Status);
    }

    [Fact]
    public async Task Message_ThatCannotBeSerialized_FailsItsWriteOnly()
    {
        await using var target = await EchoTarget.StartAsync("kestrel");
        using var channel = target.Channel();
        var odd = new Marshaller<EchoRequest>((_, _) => throw new NotSupportedException("this one not"), _ => new EchoRequest());
        var reply = new Marshaller<EchoReply>((_, _) => { }, context => EchoReply.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
        using var call = channel.CreateCallInvoker().AsyncClientStreamingCall(new Method<EchoRequest, EchoReply>(MethodType.ClientStreaming, "edgeagent.test.Echo", "Collect", odd, reply), null, default);

        await Assert.ThrowsAsync<NotSupportedException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        await call.RequestStream.CompleteAsync();

        Assert.Equal(0, (await call).Messages);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Deadline_Passes_BothSidesKnow(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(500);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Hang = true }, deadline: deadline));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await target.GivenUpAsync();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Cancel_ByToken_BothSidesKnow(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        using var cancel = new CancellationTokenSource();
        using var call = new Echo.EchoClient(channel).Chat(cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(new EchoRequest { Text = "a" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await call.RequestStream.WriteAsync(new EchoRequest { Hang = true });
        await target.HangingAsync();

        await cancel.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()))).StatusCode);
        await target.GivenUpAsync();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Dispose_BeforeTheEnd_CancelsAtTheServer(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Hang = true });
        await target.HangingAsync();

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        await target.GivenUpAsync();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Metadata_TextAndBytes_TravelBothWays(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel(new RpcChannelOptions { Headers = [new Metadata.Entry("x-always", "here")] });
        using var call = new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Metadata = true },
            [new Metadata.Entry("x-text", "plain, with comma"), new Metadata.Entry("x-bytes-bin", [0, 255, 128])]);

        var reply = await call;

        Assert.Contains("x-text=plain, with comma", reply.Metadata);
        Assert.Contains("x-always=here", reply.Metadata);
        Assert.Contains("x-bytes-bin=00ff80", reply.Metadata);
        Assert.Equal("first", (await call.ResponseHeadersAsync).GetValue("x-initial"));
        Assert.Equal([0, 1, 254, 255], call.GetTrailers().GetValueBytes("x-final-bin"));
    }

    [Theory]
    [InlineData("kestrel")]
    [InlineData("node")]
    public async Task Metadata_SeveralBytesUnderOneKey_TravelApart(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();

        var reply = await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Metadata = true },
            [new Metadata.Entry("x-bytes-bin", [0, 255, 128]), new Metadata.Entry("x-bytes-bin", []), new Metadata.Entry("x-bytes-bin", [1])]);

        Assert.Equal(["x-bytes-bin=00ff80", "x-bytes-bin=", "x-bytes-bin=01"], reply.Metadata);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Gzip_BothWays_IsUnpacked(string server)
    {
        await using var target = await EchoTarget.StartAsync(server, gzip: true);
        using var channel = target.Channel(new RpcChannelOptions { RequestCompression = System.IO.Compression.CompressionLevel.Fastest });
        var client = new Echo.EchoClient(channel);

        var reply = await client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 20]) });
        using var call = client.Expand(new EchoRequest { Count = 3, Size = 1 << 16 });

        Assert.Equal(1 << 20, reply.Payload.Length);
        Assert.Equal(3 << 16, await call.ResponseStream.ReadAllAsync().Select(r => r.Payload.Length).SumAsync());
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Streams_Of64MiB_AreComplete(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel();
        var client = new Echo.EchoClient(channel);
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[1 << 16]) };

        using (var down = client.Expand(new EchoRequest { Count = 1024, Size = 1 << 16 }))
            Assert.Equal(64 << 20, await down.ResponseStream.ReadAllAsync().Select(r => r.Payload.Length).SumAsync());

        using (var up = client.Collect())
        {
            for (var i = 0; i < 1024; i++) await up.RequestStream.WriteAsync(request);
            await up.RequestStream.CompleteAsync();
            Assert.Equal(64 << 20, (await up).Bytes);
        }

        using var both = client.Chat();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1024; i++) await both.RequestStream.WriteAsync(request);
            await both.RequestStream.CompleteAsync();
        });
        Assert.Equal(64 << 20, await both.ResponseStream.ReadAllAsync().Select(r => r.Payload.Length).SumAsync());
        await sending;
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Message_LargerThanALimit_IsRefusedOnEitherSide(string server)
    {
        await using var target = await EchoTarget.StartAsync(server);
        using var channel = target.Channel(new RpcChannelOptions { MaxReceiveMessageSize = 1 << 20, MaxSendMessageSize = 1 << 20 });
        using var wide = target.Channel(new RpcChannelOptions { MaxReceiveMessageSize = 80 << 20 });
        var client = new Echo.EchoClient(channel);

        var received = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Size = 2 << 20 }));
        var sent = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[2 << 20]) }));

        Assert.Equal(StatusCode.ResourceExhausted, received.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, sent.StatusCode);
        Assert.Equal(64 << 20, (await new Echo.EchoClient(wide).UnaryAsync(new EchoRequest { Size = 64 << 20 })).Payload.Length);
    }
}
