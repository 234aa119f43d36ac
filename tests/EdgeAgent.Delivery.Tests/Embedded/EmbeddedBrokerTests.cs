using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Embedded;
using EdgeAgent.Delivery.Tests.Topics;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Embedded;

/// <summary>The real mosquitto as the agent's child, with real clients.</summary>
[SupportedOSPlatform("linux")]
public sealed class EmbeddedBrokerTests
{
    private static void Kill(int process)
    {
        using var broker = Process.GetProcessById(process);
        broker.Kill();
    }

    [Fact]
    public async Task RunAsync_NothingThere_ListensAndSaysHowToSubscribe()
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(folder["state/broker"]);

        var port = await broker.PortAsync();

        Assert.Equal(new EmbeddedBrokerStatus(port, 0, null), broker.Broker.Status);
        Assert.Contains($"mosquitto_sub -p {port} -t 'edge/#' -v", Assert.Single(broker.Log.Of(2030)));
    }

    [Fact]
    public async Task RunAsync_OnlyLoopback_IsOpen()
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(folder["broker"]);
        var port = await broker.PortAsync();

        // In /proc/net/tcp the address is little-endian hex and state 0A listens.
        var listeners = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words[3] == "0A" && words[1].EndsWith($":{port:X4}", StringComparison.Ordinal)).Select(words => words[1]);
        Assert.Equal([$"0100007F:{port:X4}"], listeners);
    }

    [Fact]
    public async Task Publish_ComposedEvent_IsSeenWithItsProperties()
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(folder["broker"]);
        var sent = new List<Publication>();
        TopicProfiles.Create(new TopicNames("edge", "buoy-7"), []).Compose(Sample.Of(Sample.Event(EventState.Open, 0, "Weiß/$#+ 🐋\n")), mqtt5: true, sent);
        var document = Encoding.UTF8.GetString(sent[0].Payload.Span);

        // Retained, so that the order of publisher and subscriber does not matter here.
        string[] properties = [.. sent[0].UserProperties.SelectMany(p => new[] { "-D", "publish", "user-property", p.Key, p.Value })];
        await broker.PublishAsync(["-V", "5", "-q", "1", "-r", "-t", sent[0].Topic, "-m", document, "-D", "publish", "content-type", sent[0].ContentType, "-D", "publish", "payload-format-indicator", "1", .. properties]);
        var line = Assert.Single(await broker.SubscribeAsync("-V", "5", "-t", "edge/buoy-7/events/+/+", "-C", "1", "-F", "%j"));

        using var seen = JsonDocument.Parse(line);
        Assert.Equal(sent[0].Topic, seen.RootElement.GetProperty("topic").GetString());
        Assert.Equal(document, seen.RootElement.GetProperty("payload").GetString());
        var attributes = seen.RootElement.GetProperty("properties");
        Assert.Equal("application/json", attributes.GetProperty("content-type").GetString());
        Assert.Equal(sent[0].UserProperties.ToDictionary(), attributes.GetProperty("user-properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!));
    }

    [Fact]
    public async Task StopAsync_RetainedMessage_IsThereAfterARestart()
    {
        using var folder = new TemporaryFolder();
        await using (var first = RunningBroker.Start(folder["broker"]))
        {
            await first.PublishAsync("-t", "edge/buoy-7/status", "-m", "kept", "-r", "-q", "1");
            await first.StopAsync();
            Assert.Single(first.Log.Of(2034));
            Assert.Null(first.Broker.Status.Port);
        }

        await using var second = RunningBroker.Start(folder["broker"]);

        Assert.Equal(["kept"], await second.SubscribeAsync("-t", "edge/#", "-C", "1"));
    }

    [Fact]
    public async Task StopAsync_DurableSubscriberAway_GetsMoreThanMosquittosUsualThousand()
    {
        const int count = 3000;
        using var folder = new TemporaryFolder();
        string[] subscriber = ["-V", "5", "-c", "-i", "shore", "-x", "3600", "-q", "1", "-t", "edge/#"];
        var lines = folder.Write("lines", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => $"{i}\n"))));
        await using (var first = RunningBroker.Start(folder["broker"]))
        {
            await first.SubscribeAsync([.. subscriber, "-E"]);
            var port = await first.PortAsync();
            await using var publisher = Interop.Processes.ChildProcess.Start(new() { Program = "/bin/sh", Arguments = ["-c", $"exec mosquitto_pub -p {port} -q 1 -t edge/buoy-7/events/r/h -l < {lines}"] });
            Assert.True((await publisher.WaitForExitAsync(TestContext.Current.CancellationToken)).IsSuccess);
        }

        await using var second = RunningBroker.Start(folder["broker"]);

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), await second.SubscribeAsync([.. subscriber, "-C", $"{count}"]));
    }

    [Fact]
    public async Task RunAsync_BrokerKilled_StartsAgainOnItsPort()
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(folder["broker"]);
        var port = await broker.PortAsync();

        Kill(broker.ProcessId());
        await RunningBroker.UntilAsync(() => broker.Log.Of(2030).Count == 2, "it listens again");

        Assert.Equal(port, await broker.PortAsync());
        Assert.Equal(new EmbeddedBrokerStatus(port, 1, null), broker.Broker.Status);
        Assert.Contains("was killed by SIGKILL", Assert.Single(broker.Log.Of(2033)));
        Assert.Contains("running", broker.Log.Of(2033)[0]);
        await broker.PublishAsync("-t", "edge/x", "-m", "again", "-q", "1");
    }

    [Fact]
    public async Task RunAsync_PortTaken_TakesTheNextFree()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var wanted = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var broker = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["broker"], Port = wanted });

        var port = await broker.PortAsync();

        Assert.NotEqual(wanted, port);
        Assert.Contains($"Port {wanted} is taken", broker.Log.Of(2031)[0]);
        Assert.Equal(0, broker.Broker.Status.Restarts);
        Assert.Contains($"-p {port} ", Assert.Single(broker.Log.Of(2030)));
    }

    [Fact]
    public async Task RunAsync_TwoBrokersOfOneWish_ShareNoPort()
    {
        using var folder = new TemporaryFolder();
        await using var first = RunningBroker.Start(folder["first"]);
        await using var second = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["second"], Port = await first.PortAsync() });

        Assert.NotEqual(await first.PortAsync(), await second.PortAsync());
    }

    [Theory]
    [InlineData("no database at all")]
    [InlineData("\0\u00b5\0mosquitto db")]
    public async Task RunAsync_DamagedDatabase_IsSetAsideAndItListens(string content)
    {
        using var folder = new TemporaryFolder();
        folder.Write("broker/mosquitto.db", Encoding.Latin1.GetBytes(content));
        await using var broker = RunningBroker.Start(folder["broker"]);

        await broker.PortAsync();

        Assert.Equal(content, File.ReadAllText(folder["broker/mosquitto.db.damaged"], Encoding.Latin1));
        Assert.Contains("mosquitto.db.damaged", Assert.Single(broker.Log.Of(2037)));
        Assert.Null(broker.Broker.Status.Problem);
    }

    [Fact]
    public async Task RunAsync_FolderThatCannotBeMade_SaysSoOnceAndRecovers()
    {
        using var folder = new TemporaryFolder();
        folder.Write("state", "a file"u8);
        await using var broker = RunningBroker.Start(folder["state/broker"]);

        await RunningBroker.UntilAsync(() => broker.Broker.Status.Problem is not null, "it tells the problem");
        Assert.Contains("Agent:StateDirectory", broker.Broker.Status.Problem);
        Assert.Contains(folder["state/broker"], Assert.Single(broker.Log.Of(2032)));

        File.Delete(folder["state"]);
        await broker.PortAsync();
        Assert.Null(broker.Broker.Status.Problem);
    }

    [Theory]
    [InlineData("/nonexistent/mosquitto")]
    [InlineData("no-such-mosquitto")]
    public async Task RunAsync_NoMosquitto_NamesTheRemedy(string program)
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["broker"], Port = 0, Program = program });

        await RunningBroker.UntilAsync(() => broker.Broker.Status.Problem is not null, "it tells the problem");

        Assert.Contains("apt install mosquitto", broker.Broker.Status.Problem);
        Assert.Contains("Events are stored", Assert.Single(broker.Log.Of(2032)));
    }

    [Fact]
    public async Task RunAsync_BrokerThatEndsAtOnce_BacksOffAndTellsItsLastWords()
    {
        using var folder = new TemporaryFolder();
        var program = folder.Write("mosquitto", "#!/bin/sh\necho 'Error: out of luck' >&2\nexit 3\n"u8);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var broker = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["broker"], Port = 0, Program = program });

        await RunningBroker.UntilAsync(() => broker.Log.Of(2033).Count == 2, "it has ended twice");

        Assert.Contains("exited with code 3 and is started again in 0.5 s; its last words: Error: out of luck", broker.Log.Of(2033)[0]);
        Assert.Contains("again in 1 s", broker.Log.Of(2033)[1]);
        Assert.Contains("before it listened: Error: out of luck", broker.Broker.Status.Problem);
    }

    [Fact]
    public async Task StopAsync_BrokerThatIgnoresIt_IsKilledAfterItsTime()
    {
        using var folder = new TemporaryFolder();
        var program = folder.Write("mosquitto", "#!/bin/sh\ntrap '' TERM\necho 'mosquitto version 0 running' >&2\nwhile :; do sleep 1000; done\n"u8);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var broker = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["broker"], Port = 0, Program = program, StopSeconds = 0.2 });
        await broker.PortAsync();
        var process = broker.ProcessId();

        await broker.StopAsync();

        Assert.Contains("SIGKILL", Assert.Single(broker.Log.Of(2035)));
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Fact]
    public async Task WaitForPortAsync_GivenUp_IsCancelled()
    {
        using var folder = new TemporaryFolder();
        await using var broker = RunningBroker.Start(new EmbeddedBrokerOptions { Directory = folder["broker"], Program = "no-such-mosquitto" });
        using var giveUp = new CancellationTokenSource();
        var waiting = broker.Broker.WaitForPortAsync(giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Find_PathWithTheProgram_GivesTheFirst()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/mosquitto", []);

        Assert.Equal(folder["b/mosquitto"], BrokerProgram.Find($"{folder["a"]}::{folder["b"]}"));
    }
}
