using System.Text.Json;
using EdgeAgent.Subscriber.Tests.Ledger;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Subscriber.Tests.Commands;

/// <summary>The tool against a real broker that mosquitto's client feeds.</summary>
public sealed class SubscriberTests
{
    private const string Events = "edge/buoy-7/events/reef/humpback";
    private const string Gaps = "edge/buoy-7/gaps/reef";

    [Fact]
    public async Task Run_SequencesMissing_ExitsWithOneAndNamesThem()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await LeaveSessionAsync(broker);
        await PublishAsync(broker.Port, 1, 2, 3, 6, 7, 9);
        var (code, output, _) = await SubscriberProcess.RunAsync(broker.Port, "--count", "6", "--print");

        Assert.Equal(1, code);
        Assert.Contains("INCOMPLETE\n  store s1: 3 missing: 4–5, 8\n", output, StringComparison.Ordinal);
        Assert.Contains($"{Events} {History.Event(6)}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MissingSequencesDeclared_ExitsWithZero()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await LeaveSessionAsync(broker);
        await PublishAsync(broker.Port, 1, 2, 3);
        await MosquittoClients.PublishLinesAsync(broker.Port, Gaps, "gap", [History.Gap(8, """{"store":"s1","first":4,"last":7}""")]);
        await PublishAsync(broker.Port, 9, 9);
        var (code, output, error) = await SubscriberProcess.RunAsync(broker.Port, "--topic", "edge/+/events/#", "--topic", "edge/+/gaps/#", "--count", "6", "--json");

        Assert.True(code == 0, output + error);
        using var report = JsonDocument.Parse(output);
        Assert.Equal((true, 4, 1, 1), (report.RootElement.GetProperty("complete").GetBoolean(), report.RootElement.GetProperty("events").GetInt32(),
            report.RootElement.GetProperty("gaps").GetInt32(), report.RootElement.GetProperty("duplicates").GetProperty("identical").GetInt32()));
        Assert.Equal(["fifo", "gap"], report.RootElement.GetProperty("latency").EnumerateArray().Select(lane => lane.GetProperty("lane").GetString()));
    }

    [Fact]
    public async Task Run_BrokerKilledAndLinkCut_HearsEverythingAndOnlyIdenticalDuplicates()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Persistence = true, SaveOnChange = true });
        await using var link = LinkProxy.Start(broker.Port);
        await LeaveSessionAsync(broker);
        using var subscriber = SubscriberProcess.Start(link.Port, "--idle", "3");
        await PublishAsync(broker.Port, 1, 2, 3);
        await broker.LogLineAsync("Received PUBACK from edge-subscriber (Mid: 3");
        link.Cut();
        await PublishAsync(broker.Port, 4, 5, 6);
        await broker.LogLineAsync("Received PUBACK from edge-subscriber (Mid: 6");
        await broker.StopAsync();
        await broker.RestartAsync();
        await PublishAsync(broker.Port, 7, 8, 9);
        var (code, output, error) = await subscriber.EndAsync();

        Assert.True(code == 0, output + error);
        Assert.Contains("  received  9, the last is 9\n", output, StringComparison.Ordinal);
        Assert.Contains("Trying again.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SigTerm_PrintsTheReport()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var subscriber = SubscriberProcess.Start(broker.Port);
        await broker.LogLineAsync("Sending SUBACK to edge-subscriber");
        await PublishAsync(broker.Port, 2);
        await broker.LogLineAsync("Received PUBACK from edge-subscriber");
        await subscriber.TerminateAsync();
        var (code, output, _) = await subscriber.EndAsync();

        Assert.Equal(1, code);
        Assert.EndsWith("INCOMPLETE\n  store s1: 1 missing: 1\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokerThatHangs_StillReports()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var subscriber = SubscriberProcess.Start(broker.Port);
        await broker.LogLineAsync("Sending SUBACK to edge-subscriber");
        await PublishAsync(broker.Port, 1);
        await broker.LogLineAsync("Received PUBACK from edge-subscriber");
        broker.Suspend();
        await subscriber.TerminateAsync();
        var (code, output, _) = await subscriber.EndAsync();
        broker.Resume();

        Assert.Equal(0, code);
        Assert.EndsWith("COMPLETE\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Encrypted_TrustsItsAuthorityOnly()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestCertificates(folder);
        using var stranger = new TestCertificates(folder, "stranger");
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = authority.Server() });

        var trusted = await SubscriberProcess.RunAsync(broker.Port, "--idle", "1", "--tls-ca", authority.Authority);
        Assert.True(trusted.Code == 0, trusted.Error);
        var (code, output, error) = await SubscriberProcess.RunAsync(broker.Port, "--idle", "30", "--tls-ca", stranger.Authority);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("edge-subscriber: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongPassword_IsOneSentenceWithoutThePassword()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["shore"] = "right" } });
        using var folder = new TemporaryFolder();
        var (right, wrong) = (folder.Write("right", "right\n"u8), folder.Write("wrong", "swordfish\n"u8));

        Assert.Equal(0, (await SubscriberProcess.RunAsync(broker.Port, "--idle", "1", "--user", "shore", "--password-file", right)).Code);
        var (code, _, error) = await SubscriberProcess.RunAsync(broker.Port, "--idle", "30", "--user", "shore", "--password-file", wrong);
        Assert.Equal(1, code);
        Assert.DoesNotContain("swordfish", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Run_NobodyThere_SaysSoAndExitsWithOne()
    {
        var (code, _, error) = await SubscriberProcess.RunAsync(FreePort.Next(), "--seconds", "1");

        Assert.Equal(1, code);
        Assert.Contains("was never heard", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--count", "-1")]
    [InlineData("--count", "many")]
    [InlineData("--nonsense", "1")]
    public async Task Run_BadUsage_ExitsWithTwo(string option, string value)
    {
        var (code, _, error) = await SubscriberProcess.RunAsync(1883, option, value);

        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Run_FilterThatIsNone_IsOneSentence()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        var (code, _, error) = await SubscriberProcess.RunAsync(broker.Port, "--idle", "30", "--topic", "edge/#/events");

        Assert.Equal(1, code);
        Assert.Contains("'edge/#/events' cannot be subscribed", error, StringComparison.Ordinal);
    }

    private static async Task LeaveSessionAsync(MosquittoBroker broker)
    {
        var (code, output, error) = await SubscriberProcess.RunAsync(broker.Port, "--idle", "1");
        Assert.True(code == 0, output + error);
    }

    private static Task PublishAsync(int port, params long[] sequences) =>
        MosquittoClients.PublishLinesAsync(port, Events, "fifo", sequences.Select(sequence => History.Event(sequence)));
}
