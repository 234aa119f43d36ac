using EdgeAgent.Rpc.Tests.Peers;
using Grpc.Reflection.V1;

namespace EdgeAgent.Rpc.Tests.Reflection;

public sealed class RpcReflectionTests
{
    [Theory]
    [InlineData("reflection")]
    [InlineData("reflection-old")]
    public async Task Tool_WithoutProtoFiles_LearnsAndCallsTheService(string scenario)
    {
        await using var host = await EchoHost.StartAsync();

        var seen = await Peer.CallAsync("node", $"127.0.0.1:{host.Port}", scenario);

        Assert.Equal(["edgeagent.test.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"], seen.GetProperty("services").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(5, seen.GetProperty("unknown").GetInt32());
        Assert.Equal(1, seen.GetProperty("byName").GetInt32());
        Assert.Equal("learned", seen.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Extensions_OfKnownAndUnknownMessages_AreAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

        Assert.Empty((await AskAsync(call, new() { AllExtensionNumbersOfType = "edgeagent.test.EchoRequest" })).AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Equal(5, (await AskAsync(call, new() { AllExtensionNumbersOfType = "nowhere" })).ErrorResponse.ErrorCode);
        Assert.Equal(5, (await AskAsync(call, new() { FileContainingExtension = new() { ContainingType = "edgeagent.test.EchoRequest", ExtensionNumber = 7 } })).ErrorResponse.ErrorCode);
        Assert.Equal(3, (await AskAsync(call, new())).ErrorResponse.ErrorCode);
        Assert.Equal(5, (await AskAsync(call, new() { FileByFilename = "nowhere.proto" })).ErrorResponse.ErrorCode);
    }

    private static async Task<ServerReflectionResponse> AskAsync(Grpc.Core.AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest question)
    {
        await call.RequestStream.WriteAsync(question);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        return call.ResponseStream.Current;
    }
}
