using System.IO.Compression;
using System.Text.Json;

namespace EdgeAgent.Rpc.Tests.Peers;

/// <summary>Other implementations' clients against our server.</summary>
public sealed class PeerClientTests
{
    public static TheoryData<string> Languages => ["python", "node"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Unary_Text_ComesBack(string language)
    {
        var seen = await CallAsync(language, "one");

        Assert.Equal("héllo", seen.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    public async Task Unary_OverUnixSocket_ComesBack(string language)
    {
        await using var host = await EchoHost.StartAsync();

        var seen = await Peer.CallAsync(language, $"unix:{host.Socket}", "one");

        Assert.Equal("héllo", seen.GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ClientStreaming_FourRequests_AreCounted(string language)
    {
        var seen = await CallAsync(language, "many-up");

        Assert.Equal("3", seen.GetProperty("text").GetString());
        Assert.Equal(4, seen.GetProperty("messages").GetInt32());
        Assert.Equal(6, seen.GetProperty("bytes").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task ServerStreaming_FiveResponses_ComeInOrder(string language)
    {
        var seen = await CallAsync(language, "many-down");

        Assert.Equal([0, 1, 2, 3, 4], seen.GetProperty("messages").EnumerateArray().Select(m => m.GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Duplex_TurnByTurn_AnswersEach(string language)
    {
        var seen = await CallAsync(language, "both");

        Assert.Equal(["0", "1", "2", "3"], seen.GetProperty("texts").EnumerateArray().Select(m => m.GetString()));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Error_WithMessageAndDetails_Arrives(string language)
    {
        var seen = await CallAsync(language, "error");

        Assert.Equal(5, seen.GetProperty("code").GetInt32());
        Assert.Equal("π is not 100 % here\nnor there", seen.GetProperty("detail").GetString());
        Assert.Equal("0001feff", seen.GetProperty("trailers").GetProperty("x-final-bin").GetString());
        Assert.Equal("0803", seen.GetProperty("trailers").GetProperty("grpc-status-details-bin").GetString());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Error_NobodyExpected_TellsNoSecretAndIsLogged(string language)
    {
        await using var host = await EchoHost.StartAsync();

        var seen = await Peer.CallAsync(language, Target(host), "crash");

        Assert.Equal(2, seen.GetProperty("code").GetInt32());
        Assert.DoesNotContain("secret", seen.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("/edgeagent.test.Echo/Unary failed unexpectedly", Assert.Single(host.Log.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Error_AfterMessages_ComesAfterThem(string language)
    {
        var seen = await CallAsync(language, "late-error");

        Assert.Equal(2, seen.GetProperty("messages").GetArrayLength());
        Assert.Equal(9, seen.GetProperty("code").GetInt32());
        Assert.Equal("enough", seen.GetProperty("detail").GetString());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Deadline_Passes_ServiceIsCancelled(string language)
    {
        await using var host = await EchoHost.StartAsync();

        var seen = await Peer.CallAsync(language, Target(host), "deadline");

        Assert.Equal(4, seen.GetProperty("code").GetInt32());
        await host.Service.GivenUp.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Cancel_ByClient_ServiceIsCancelled(string language)
    {
        await using var host = await EchoHost.StartAsync();

        var seen = await Peer.CallAsync(language, Target(host), "cancel");

        Assert.Equal(1, seen.GetProperty("code").GetInt32());
        Assert.Equal("a", seen.GetProperty("text").GetString());
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Metadata_TextAndBytes_TravelBothWays(string language)
    {
        var seen = await CallAsync(language, "metadata");

        var metadata = seen.GetProperty("metadata").EnumerateArray().Select(m => m.GetString()).ToArray();
        Assert.Contains("x-bytes-bin=00ff80", metadata);
        Assert.Contains(metadata, m => m!.StartsWith("x-text=plain, with comma", StringComparison.Ordinal));
        Assert.Contains(metadata, m => m!.EndsWith("again", StringComparison.Ordinal));
        Assert.Equal("first", seen.GetProperty("initial").GetString());
        Assert.Equal("0001feff", seen.GetProperty("final").GetString());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Gzip_BothWays_IsUnpacked(string language)
    {
        var seen = await CallAsync(language, "gzip", new() { ResponseCompression = CompressionLevel.Fastest });

        Assert.Equal(1 << 20, seen.GetProperty("bytes").GetInt32());
        Assert.Equal(3 << 16, seen.GetProperty("stream").GetInt32());
        Assert.Equal(3 << 16, seen.GetProperty("up").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Streams_Of64MiB_AreComplete(string language)
    {
        var seen = await CallAsync(language, "stream64");

        Assert.Equal([64 << 20, 64 << 20, 64 << 20], new[] { "down", "up", "both" }.Select(way => seen.GetProperty(way).GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task UnknownMethod_IsUnimplemented(string language)
    {
        var seen = await CallAsync(language, "missing");

        Assert.Equal(12, seen.GetProperty("code").GetInt32());
        Assert.Contains("/edgeagent.test.Echo/Missing", seen.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("python", "too-large")]
    [InlineData("node", "too-large")]
    [InlineData("python", "bomb")]
    [InlineData("node", "bomb")]
    public async Task Request_TooLargeAsSentOrAsUnpacked_IsRefused(string language, string scenario)
    {
        var seen = await CallAsync(language, scenario);

        Assert.Equal(8, seen.GetProperty("code").GetInt32());
        Assert.Contains("4194304", seen.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> CallAsync(string language, string scenario, Rpc.Server.RpcServerOptions? options = null)
    {
        await using var host = await EchoHost.StartAsync(options);
        return await Peer.CallAsync(language, Target(host), scenario);
    }

    private static string Target(EchoHost host) => $"127.0.0.1:{host.Port}";
}
