using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

public sealed class MosquittoConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A CONNACK without properties.</summary>
    private static readonly byte[] Accepted = [0x20, 0x03, 0x00, 0x00, 0x00];

    [Fact]
    public async Task Start_SessionKept_IsPresentTheSecondTime()
    {
        using var broker = await TestBroker.StartAsync();
        for (var round = 0; round < 2; round++)
        {
            var handler = new RecordingHandler();
            using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "kept", SessionExpirySeconds = 600 }, handler);

            Assert.Equal(round == 1, (await handler.ConnectedAsync()).SessionPresent);

            client.Disconnect();
            var closed = await handler.ClosedAsync();
            Assert.Equal((MosquittoCloseCause.Local, true), (closed.Cause, closed.WasConnected));
            Assert.Equal(MosquittoSendResult.NotConnected, client.Publish("t"u8, "x"u8, 1, false, null, out _));
        }
    }

    [Fact]
    public async Task Start_NoClientId_TheBrokerGivesOne()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "localhost", Port = broker.Port, CleanStart = true }, handler);

        Assert.StartsWith("auto-", (await handler.ConnectedAsync()).AssignedClientId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeepAliveOverTheBrokers_TheBrokersHolds()
    {
        using var broker = await TestBroker.StartAsync("max_keepalive 40");
        var handler = new RecordingHandler();
        using var client = Started(Options(broker), handler);

        Assert.Equal(40, (await handler.ConnectedAsync()).ServerKeepAliveSeconds);
    }

    [Theory]
    [InlineData(MqttProtocol.V5)]
    [InlineData(MqttProtocol.V311)]
    public async Task Start_WrongPassword_IsRefused_AndNoTextHoldsIt(MqttProtocol protocol)
    {
        const string secret = "s3cret-wrong";
        using var folder = new TemporaryFolder();
        var users = folder.Write("users", ""u8);
        using (var tool = Process.Start("mosquitto_passwd", ["-b", users, "buoy", "right"])) await tool.WaitForExitAsync();
        using var broker = await TestBroker.StartAsync([$"password_file {users}"], ["allow_anonymous false"]);
        MosquittoOptions Login(string password) => new() { Host = "127.0.0.1", Port = broker.Port, ClientId = "a", CleanStart = true, Protocol = protocol, Username = "buoy", Password = Encoding.UTF8.GetBytes(password) };

        var good = new RecordingHandler();
        using (Started(Login("right"), good)) await good.ConnectedAsync();
        var bad = new RecordingHandler();
        using var client = Started(Login(secret), bad);
        var closed = await bad.ClosedAsync();

        // mosquitto 2.0 tells an MQTT 3.1.1 client return code 5, and an MQTT 5 client 0x87.
        Assert.Equal((MosquittoCloseCause.Refused, MqttReason.NotAuthorized, false), (closed.Cause, closed.ReasonCode, closed.WasConnected));
        Assert.Equal(MqttVerdict.Permanent, MqttReason.OfConnect(closed.ReasonCode));
        Assert.Contains($"127.0.0.1:{broker.Port} refused the connection: not authorized", closed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, closed.ToString() + Login(secret), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortClosed_SaysThatNothingListens()
    {
        var handler = new RecordingHandler();
        var port = TestBroker.FreePort();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);

        var closed = await handler.ClosedAsync();

        Assert.Equal((MosquittoCloseCause.ConnectionRefused, $"Nothing listens at 127.0.0.1:{port}; check the port and that the broker runs."), (closed.Cause, closed.Message));
    }

    [Fact]
    public async Task Start_UnknownHost_SaysThatItCannotBeFound()
    {
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "no-such-host.invalid", Port = 1883, ClientId = "a" }, handler);

        var closed = await handler.ClosedAsync();

        Assert.Equal(MosquittoCloseCause.HostNotFound, closed.Cause);
        Assert.StartsWith("The address of no-such-host.invalid:1883 cannot be found (", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1883, 60, "a", "the host is empty")]
    [InlineData("h", 0, 60, "a", "port 0 is not between 1 and 65535")]
    [InlineData("h", 1883, 3, "a", "a keep-alive of 3 s is neither 0 nor between 5 and 65535")]
    [InlineData("h", 1883, 60, null, "a session is to be kept and has no client id")]
    [InlineData("h", 1883, 60, "zero\u0001", "libmosquitto refuses the client id")]
    public async Task Start_OptionsThatCannotWork_AreNamed(string host, int port, int keepAlive, string? id, string fault)
    {
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = host, Port = port, KeepAliveSeconds = keepAlive, ClientId = id }, handler);

        var closed = await handler.ClosedAsync();

        Assert.Equal(MosquittoCloseCause.Configuration, closed.Cause);
        Assert.EndsWith($": {fault}.", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PeerThatIsNoBroker_SaysSo()
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);
        using (var peer = await listener.AcceptAsync()) await peer.ReceiveAsync(new byte[16]);

        var closed = await handler.ClosedAsync();

        Assert.Equal((MosquittoCloseCause.ConnectionLost, false), (closed.Cause, closed.WasConnected));
        Assert.Contains("gave no answer of MQTT", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x20, 0x03, 0x00, 0x9C, 0x00 }, 0x9C, null, null)]
    [InlineData(new byte[] { 0x20, 0x09, 0x00, 0x9D, 0x06, 0x1C, 0x00, 0x03, (byte)'b', (byte)':', (byte)'1' }, 0x9D, null, "b:1")]
    [InlineData(new byte[] { 0x20, 0x08, 0x00, 0x97, 0x05, 0x1F, 0x00, 0x02, (byte)'n', (byte)'o' }, 0x97, "no", null)]
    [InlineData(new byte[] { 0x20, 0x02, 0x00, 0x01 }, 0x84, null, null)]
    public async Task Start_RefusedWithAReason_TellsIt(byte[] connack, byte reason, string? words, string? reference)
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);
        using var peer = await listener.AcceptAsync();
        await peer.ReceiveAsync(new byte[100]);
        await peer.SendAsync(connack);

        var closed = await handler.ClosedAsync();

        Assert.Equal((MosquittoCloseCause.Refused, reason, words, reference), (closed.Cause, closed.ReasonCode, closed.ReasonString, closed.ServerReference));
        Assert.Contains($"refused the connection: {MqttReason.Name(reason)}", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_RefusedWithAReasonString_TellsIt()
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);
        using var peer = await listener.AcceptAsync();
        await peer.ReceiveAsync(new byte[100]);
        await peer.SendAsync(Accepted);
        await handler.ConnectedAsync();
        client.Publish("t"u8, "x"u8, 1, false, null, out var id);
        client.Wake();
        await peer.ReceiveAsync(new byte[100]);
        await peer.SendAsync(new byte[] { 0x40, 0x09, (byte)(id >> 8), (byte)id, 0x97, 0x05, 0x1F, 0x00, 0x02, (byte)'n', (byte)'o' });

        Assert.Equal((id, MqttReason.QuotaExceeded, "no"), await handler.PublishedAsync());
        Assert.Equal(MqttVerdict.Retryable, MqttReason.OfPublish(MqttReason.QuotaExceeded));
    }

    [Fact]
    public async Task Start_SilentPeer_GivesUpAfterTheKeepAlive()
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a", KeepAliveSeconds = 5 }, handler);
        using var peer = await listener.AcceptAsync();

        var closed = await handler.ClosedAsync();

        Assert.Equal((MosquittoCloseCause.KeepAliveLost, false), (closed.Cause, closed.WasConnected));
    }

    [Fact]
    public async Task BrokerKilled_IsLost_Once()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        var client = Started(Options(broker), handler);
        await handler.ConnectedAsync();

        broker.Kill();

        var closed = await handler.ClosedAsync();
        Assert.Equal((MosquittoCloseCause.ConnectionLost, true), (closed.Cause, closed.WasConnected));
        Assert.Equal(MosquittoSendResult.NotConnected, client.Publish("t"u8, "x"u8, 1, false, null, out _));
        client.Dispose();
        client.Disconnect();
        client.Wake();
        Assert.Equal(1, handler.Closings);
        Assert.Empty(handler.Late);
    }

    [Theory]
    [InlineData(new byte[] { 0xE0, 0x02, 0x00, 0x00 }, 0x00, "")]
    [InlineData(new byte[] { 0xE0, 0x01, 0x8B }, 0x8B, ": server shutting down")]
    [InlineData(new byte[] { 0xE0, 0x02, 0x8E, 0x00 }, 0x8E, ": session taken over; another client uses this client id")]
    [InlineData(new byte[] { 0xE0, 0x07, 0x97, 0x05, 0x1F, 0x00, 0x02, (byte)'n', (byte)'o' }, 0x97, ": quota exceeded")]
    public async Task BrokerSaysDisconnect_TellsWhy(byte[] disconnect, byte reason, string words)
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);
        using var peer = await listener.AcceptAsync();
        await peer.ReceiveAsync(new byte[100]);
        await peer.SendAsync(Accepted);
        await handler.ConnectedAsync();
        // While messages wait for their answers the library reads on behind the DISCONNECT.
        for (var i = 0; i < 3; i++) Assert.Equal(MosquittoSendResult.Sent, client.Publish("t"u8, "x"u8, 1, false, null, out _));
        await peer.SendAsync(disconnect);

        var closed = await handler.ClosedAsync();

        Assert.Equal((MosquittoCloseCause.ServerDisconnected, reason, true), (closed.Cause, closed.ReasonCode, closed.WasConnected));
        Assert.Equal($"127.0.0.1:{port} ended the connection{words}.", closed.Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x00 })]
    [InlineData(new byte[] { 0x40, 0x02, 0x00, 0x00 })]
    [InlineData(new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x30, 0x02, 0x00, 0x00 })]
    public async Task BrokerSendsNonsense_EndsTheConnection(byte[] packet)
    {
        using var listener = Listener(out var port);
        var handler = new RecordingHandler();
        using var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "a" }, handler);
        using var peer = await listener.AcceptAsync();
        await peer.ReceiveAsync(new byte[100]);
        await peer.SendAsync(Accepted);
        await handler.ConnectedAsync();
        await peer.SendAsync(packet);

        Assert.Equal(MosquittoCloseCause.ProtocolError, (await handler.ClosedAsync()).Cause);
    }

    [Fact]
    public async Task SameClientIdAgain_TheFirstIsClosed()
    {
        using var broker = await TestBroker.StartAsync();
        var (first, second) = (new RecordingHandler(), new RecordingHandler());
        using var old = Started(Options(broker), first);
        await first.ConnectedAsync();
        using var young = Started(Options(broker), second);
        await second.ConnectedAsync();

        var closed = await first.ClosedAsync();

        // mosquitto 2.0 closes without a word, where MQTT 5 has one.
        Assert.Contains(closed.Cause, new[] { MosquittoCloseCause.ServerDisconnected, MosquittoCloseCause.ConnectionLost });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leaving_TheWillIsPublishedOnlyWithoutAFarewell(bool politely)
    {
        using var broker = await TestBroker.StartAsync("max_inflight_messages 100");
        var (heard, handler) = (new RecordingHandler(), new RecordingHandler());
        using var subscriber = Started(Options(broker, "subscriber"), heard);
        await heard.ConnectedAsync();
        subscriber.Subscribe("#", 1, out _);
        await heard.SubscribedAsync();
        var will = new MosquittoWill { Topic = "edge/a/status", Payload = "offline"u8.ToArray(), Retain = true, ContentType = "text/plain" };
        var client = Started(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "a", CleanStart = true, Will = will }, handler);
        await handler.ConnectedAsync();

        if (politely)
        {
            // What was given before is written before the DISCONNECT, also while acknowledgements come in.
            for (var i = 0; i < 50; i++) Assert.Equal(MosquittoSendResult.Sent, client.Publish("edge/a/last"u8, "x"u8, 1, false, null, out _));
            client.Disconnect();
            client.Dispose();
            Assert.Equal((MosquittoCloseCause.Local, 1), ((await handler.ClosedAsync()).Cause, handler.Closings));
            for (var i = 0; i < 50; i++) Assert.Equal("edge/a/last", (await heard.MessageAsync()).Topic);
        }

        client.Dispose();
        subscriber.Publish("end"u8, "x"u8, 1, false, null, out _);
        subscriber.Wake();

        var topics = new List<string>();
        if (politely)
        {
            Assert.Equal("end", (await heard.MessageAsync()).Topic);
            return;
        }

        while (topics.Count < 2) topics.Add((await heard.MessageAsync()).Topic);
        Assert.Contains("edge/a/status", topics);
    }

    [Fact]
    public async Task HandlerThrows_EndsTheConnection_AndIsReported()
    {
        using var broker = await TestBroker.StartAsync();
        foreach (var place in new[] { "connected", "published", "idle", "message" })
        {
            var handler = new RecordingHandler();
            using var client = new MosquittoClient(Options(broker, "thrower"), handler);
            Action fault = () => throw new InvalidOperationException($"broken in {place}");
            if (place == "connected") handler.Connected = fault;
            else if (place == "published") handler.Settled = _ => fault();
            else if (place == "idle") handler.Idle = fault;
            else handler.Message = fault;
            handler.Connected ??= () =>
            {
                client.Subscribe("t", 0, out _);
                client.Publish("t"u8, "x"u8, 1, false, null, out _);
            };

            client.Start();
            var closed = await handler.ClosedAsync();

            Assert.Equal(MosquittoCloseCause.HandlerFault, closed.Cause);
            Assert.Equal($"broken in {place}", closed.Fault?.Message);
            Assert.Same(closed.Fault, client.Fault);
            Assert.Empty(handler.Late);
        }
    }

    [Fact]
    public async Task Dispose_WithinAHandler_EndsAfterIt()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        var client = new MosquittoClient(Options(broker), handler);
        handler.Connected = client.Dispose;

        client.Start();

        Assert.Equal(MosquittoCloseCause.Local, (await handler.ClosedAsync()).Cause);
        Assert.Empty(handler.Late);
    }

    [Fact]
    public void Dispose_NeverStarted_LeavesNothing()
    {
        var handler = new RecordingHandler();
        var client = new MosquittoClient(new MosquittoOptions { Host = "h", Port = 1, ClientId = "a" }, handler);

        Assert.Equal(MosquittoSendResult.NotConnected, client.Publish("t"u8, "x"u8, 1, false, null, out _));
        client.Dispose();

        Assert.Throws<ObjectDisposedException>(client.Start);
        Assert.Equal(0, handler.Closings);
    }

    [Fact]
    public async Task Dispose_WhileTheConnectHangs_DoesNotWaitForIt()
    {
        // A listener whose queue is full answers no further SYN: connect(2) hangs for minutes, as with a black-hole address.
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen(0);
        var end = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = new List<Socket>();
        var hangs = false;
        try
        {
            for (var i = 0; i < 8 && !hangs; i++)
            {
                var filler = new Socket(SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                fillers.Add(filler);
                try
                {
                    await filler.ConnectAsync(end).WaitAsync(TimeSpan.FromMilliseconds(200));
                }
                catch (TimeoutException)
                {
                    hangs = true;
                }
            }

            Assert.SkipUnless(hangs, "this machine's kernel lets a full listener take connections");

            var handler = new RecordingHandler();
            var client = Started(new MosquittoOptions { Host = "::1", Port = end.Port, ClientId = "a" }, handler);
            await Task.Run(client.Dispose).WaitAsync(Patience);

            Assert.Equal(MosquittoCloseCause.Local, (await handler.ClosedAsync()).Cause);
            Assert.Equal(1, handler.Closings);
        }
        finally
        {
            foreach (var filler in fillers) filler.Dispose();
        }
    }

    [Fact]
    public async Task StartAndDispose_TwoHundredTimes_LeavesNoThreadAndNoDescriptor()
    {
        using var broker = await TestBroker.StartAsync();
        await Cycle(broker, 0);
        await Cycle(broker, 1);
        var (threads, descriptors) = Count();

        for (var i = 0; i < 200; i++) await Cycle(broker, i);

        // The runtime's own pool may add a few; two hundred leaked ones would stand out.
        var (threadsAfter, descriptorsAfter) = Count();
        Assert.InRange(threadsAfter, 0, threads + 20);
        Assert.InRange(descriptorsAfter, 0, descriptors + 20);
    }

    [Fact]
    public async Task Start_WithManyDescriptorsOpen_StillWorks()
    {
        using var broker = await TestBroker.StartAsync();
        var open = new List<FileStream>();
        try
        {
            // Beyond 1023, the last one that select() can wait for.
            while (open.Count == 0 || open[^1].SafeFileHandle.DangerousGetHandle() < 1100) open.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
            var handler = new RecordingHandler();
            using var client = Started(Options(broker), handler);
            await handler.ConnectedAsync();
            client.Publish("t"u8, "x"u8, 1, false, null, out var id);
            client.Wake();

            Assert.Equal(id, (await handler.PublishedAsync()).Id);
        }
        catch (IOException e)
        {
            Assert.Skip($"this machine allows too few open files: {e.Message}");
        }
        finally
        {
            foreach (var file in open) file.Dispose();
        }
    }

    private static async Task Cycle(TestBroker broker, int round)
    {
        var handler = new RecordingHandler();
        var client = Started(Options(broker, $"cycle-{round.ToString(CultureInfo.InvariantCulture)}"), handler);
        if (round % 4 != 0) await handler.ConnectedAsync();
        if (round % 4 == 2)
        {
            client.Disconnect();
            await handler.ClosedAsync();
        }

        if (round % 4 == 3) client.Publish("t"u8, "never settled"u8, 1, false, null, out _);
        client.Dispose();
        Assert.Equal(1, handler.Closings);
        Assert.Empty(handler.Late);
    }

    private static (int Threads, int Descriptors) Count() => (Directory.GetDirectories("/proc/self/task").Length, Directory.GetFileSystemEntries("/proc/self/fd").Length);

    private static MosquittoOptions Options(TestBroker broker, string id = "a") => new() { Host = "127.0.0.1", Port = broker.Port, ClientId = id, CleanStart = true };

    private static MosquittoClient Started(MosquittoOptions options, RecordingHandler handler)
    {
        var client = new MosquittoClient(options, handler);
        client.Start();
        return client;
    }

    private static Socket Listener(out int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }
}
