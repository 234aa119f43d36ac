using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Control.Tests.Http;

/// <summary>The inference protocol's HTTP form against a model that gives back what it takes.</summary>
public sealed class InferJsonTests
{
    private const string Path = "/v2/models/echo/infer";
    private const string HeaderLength = "Inference-Header-Content-Length";

    [Theory]
    [InlineData("FP32", "[1.5, -0.1, 3e38, 1e-45]", 4)]
    [InlineData("FP64", "[1.5, -0.1, 1e308, 5e-324]", 4)]
    [InlineData("FP16", "[1.5, -0.5, 65504]", 3)]
    [InlineData("INT64", "[-9223372036854775808, 9223372036854775807, 0]", 3)]
    [InlineData("UINT64", "[0, 18446744073709551615]", 2)]
    [InlineData("INT32", "[-2147483648, 2147483647]", 2)]
    [InlineData("UINT32", "[0, 4294967295]", 2)]
    [InlineData("INT16", "[-32768, 32767]", 2)]
    [InlineData("UINT16", "[0, 65535]", 2)]
    [InlineData("INT8", "[-128, 127]", 2)]
    [InlineData("UINT8", "[0, 255]", 2)]
    [InlineData("BOOL", "[true, false]", 2)]
    public async Task Infer_EveryType_ComesBackAsItWent(string type, string data, int count)
    {
        await using var server = await HttpServer.StartAsync();

        var answer = await InferAsync(server, $$"""{ "id": "7", "inputs": [ { "name": "x", "shape": [{{count}}], "datatype": "{{type}}", "data": {{data}} } ] }""");

        var output = answer.GetProperty("outputs")[0];
        Assert.Equal(("echo", "2", "7"), (answer.GetProperty("model_name").GetString(), answer.GetProperty("model_version").GetString(), answer.GetProperty("id").GetString()));
        Assert.Equal(type, output.GetProperty("datatype").GetString());
        var (sent, got) = (JsonDocument.Parse(data).RootElement.EnumerateArray().ToArray(), output.GetProperty("data").EnumerateArray().ToArray());
        Assert.Equal(count, got.Length);
        for (var i = 0; i < count; i++)
        {
            if (type == "FP32") Assert.Equal(sent[i].GetSingle(), got[i].GetSingle());
            else if (type is "FP64" or "FP16") Assert.Equal(sent[i].GetDouble(), got[i].GetDouble());
            else Assert.Equal(sent[i].GetRawText(), got[i].GetRawText());
        }
    }

    [Fact]
    public async Task Infer_DataBeforeItsShapeAndInRows_IsRead()
    {
        await using var server = await HttpServer.StartAsync();

        await InferAsync(server, """{ "parameters": { "x": 1 }, "inputs": [ { "data": [[1,2],[3,4]], "datatype": "FP32", "unknown": { "a": [1] }, "shape": [2,2], "name": "x" } ], "outputs": [ { "name": "x" } ] }""");

        Assert.Equal([1f, 2f, 3f, 4f], MemoryMarshal.Cast<byte, float>(server.Models.Last!.Inputs[0].Bytes.Span).ToArray());
        Assert.Equal([2L, 2L], server.Models.Last.Inputs[0].Shape);
    }

    [Fact]
    public async Task Infer_BinaryTensors_GoBothWays()
    {
        await using var server = await HttpServer.StartAsync();
        var values = MemoryMarshal.AsBytes<float>(new[] { float.NaN, 1f, float.PositiveInfinity }).ToArray();
        var json = """{ "inputs": [ { "name": "a", "shape": [3], "datatype": "FP32", "parameters": { "binary_data_size": 12 } }, { "name": "b", "shape": [1], "datatype": "INT64", "data": [5] }, { "name": "c", "shape": [2], "datatype": "UINT8", "parameters": { "binary_data_size": 2 } } ], "outputs": [ { "name": "c" }, { "name": "a", "parameters": { "binary_data": true } }, { "name": "b", "parameters": { "binary_data": false } } ], "parameters": { "binary_data_output": true } }"""u8.ToArray();

        var (status, type, body, headers) = await server.SendAsync(HttpMethod.Post, Path, HttpServer.Bytes([.. json, .. values, 8, 9], "application/octet-stream"), request => request.Headers.Add(HeaderLength, json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal((200, "application/octet-stream"), (status, type));
        var length = int.Parse(headers.GetValues(HeaderLength).Single(), System.Globalization.CultureInfo.InvariantCulture);
        var answer = JsonDocument.Parse(body.AsMemory(0, length)).RootElement.GetProperty("outputs");
        Assert.Equal(12, answer[1].GetProperty("parameters").GetProperty("binary_data_size").GetInt32());
        Assert.Equal(5, answer[2].GetProperty("data")[0].GetInt32());
        // In the order of the outputs.
        Assert.Equal([8, 9, .. values], body[length..]);
    }

    [Fact]
    public async Task Infer_NoFiniteNumberAsJson_IsRefusedWithTheRemedy()
    {
        await using var server = await HttpServer.StartAsync();
        var json = """{ "inputs": [ { "name": "a", "shape": [1], "datatype": "FP32", "parameters": { "binary_data_size": 4 } } ] }"""u8.ToArray();

        Assert.Contains("binary_data", await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes([.. json, 0, 0, 0xc0, 0x7f], "application/octet-stream"), request => request.Headers.Add(HeaderLength, json.Length.ToString(System.Globalization.CultureInfo.InvariantCulture))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"inputs\":[]}{}")]
    [InlineData("{\"inputs\":1}")]
    [InlineData("{\"inputs\":[1]}")]
    [InlineData("{\"inputs\":[],\"inputs\":[]}")]
    [InlineData("{\"inputs\":[{}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP99\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"a\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1,2]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[-1],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1.5],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[4611686018427387904,4],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[2147483647],\"datatype\":\"FP64\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[128]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1.5]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[\"1\"]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1e400]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":1}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":-4}}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":9223372036854775807}}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"shared_memory_region\":\"r\"},\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"\\ud800\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}],\"outputs\":[{\"name\":\"x\",\"parameters\":{\"classification\":3}}]}")]
    public async Task Infer_WhatIsNoRequest_Is400(string body)
    {
        await using var server = await HttpServer.StartAsync();

        await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes(Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.Equal(0, server.Models.Begun);
    }

    [Fact]
    public async Task Infer_DeeplyNestedOrBrokenAnywhere_NeverFailsTheServer()
    {
        await using var server = await HttpServer.StartAsync();
        await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes(Encoding.ASCII.GetBytes("{\"inputs\":" + new string('[', 20_000)), "application/json"));
        var good = Encoding.UTF8.GetBytes("""{"id":"1","parameters":{"binary_data_output":false},"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4.5e-3]]}],"outputs":[{"name":"x","parameters":{"binary_data":false}}]}""");
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var broken = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) broken = broken[..random.Next(broken.Length)];
            var (status, type, _, _) = await server.SendAsync(HttpMethod.Post, Path, HttpServer.Bytes(broken, "application/json"));
            Assert.True(status is 200 or 400, $"{status} for {Encoding.UTF8.GetString(broken)}");
            if (status == 400) Assert.Equal("application/problem+json", type);
        }

        await InferAsync(server, Encoding.UTF8.GetString(good));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999")]
    [InlineData("99999999999999")]
    [InlineData("3")]
    public async Task Infer_AHeaderLengthThatLies_Is400(string length)
    {
        await using var server = await HttpServer.StartAsync();

        await server.RefusesAsync(400, HttpMethod.Post, Path, HttpServer.Bytes("{\"inputs\":[]}"u8.ToArray(), "application/octet-stream"), request => request.Headers.TryAddWithoutValidation(HeaderLength, length));
    }

    [Fact]
    public async Task Infer_TooLargeOrOfAnotherType_HasItsStatus()
    {
        await using var server = await HttpServer.StartAsync();

        await server.RefusesAsync(413, HttpMethod.Post, Path, HttpServer.Bytes(new byte[70_000], "application/json"));
        await server.RefusesAsync(415, HttpMethod.Post, Path, HttpServer.Bytes([1], "text/plain"));
        Assert.Contains("unknown", await server.RefusesAsync(404, HttpMethod.Post, "/v2/models/unknown/infer", Request()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_MoreThanTheQueueHolds_Is503WithRetryAfterAndTheOthersAreAnswered()
    {
        await using var server = await HttpServer.StartAsync(options => options with { InferenceQueue = 3 });
        var gate = new TaskCompletionSource();
        server.Models.Gate = gate.Task;
        var waiting = Enumerable.Range(0, 3).Select(_ => server.SendAsync(HttpMethod.Post, Path, Request())).ToArray();
        await Until.HoldsAsync(() => Volatile.Read(ref server.Models.Begun) >= 3, "three wait");

        var (status, type, _, headers) = await server.SendAsync(HttpMethod.Post, Path, Request());
        using var channel = server.Channel();
        var overGrpc = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await new V2.GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(new V2.ModelInferRequest { ModelName = "echo" }));

        Assert.Equal((503, "application/problem+json", 1), (status, type, headers.RetryAfter!.Delta!.Value.Seconds));
        Assert.Equal(Grpc.Core.StatusCode.ResourceExhausted, overGrpc.StatusCode);
        gate.SetResult();
        foreach (var request in waiting) Assert.Equal(200, (await request).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, Path, Request())).Status);
    }

    [Fact]
    public async Task Models_TheirRoutes_SayWhatTheyAre()
    {
        await using var server = await HttpServer.StartAsync();

        var metadata = await JsonAsync(server, "/v2/models/echo");
        var config = await JsonAsync(server, "/v2/models/echo/versions/2/config");
        var statistics = await JsonAsync(server, "/v2/models/stats");
        var index = JsonDocument.Parse((await server.SendAsync(HttpMethod.Post, "/v2/repository/index", HttpServer.Bytes("{\"ready\":true}"u8.ToArray(), "application/json"))).Body).RootElement;

        Assert.Equal("""[{"name":"waveform","datatype":"FP32","shape":[-1,4]}]""", metadata.GetProperty("inputs").GetRawText());
        Assert.Equal("""["1","2"]""", metadata.GetProperty("versions").GetRawText());
        Assert.Equal(("TYPE_FP32", 8, 5000), (config.GetProperty("input")[0].GetProperty("data_type").GetString(), config.GetProperty("max_batch_size").GetInt32(), config.GetProperty("dynamic_batching").GetProperty("max_queue_delay_microseconds").GetInt32()));
        Assert.Equal("[4]", config.GetProperty("input")[0].GetProperty("dims").GetRawText());
        Assert.Equal((7, 1_000_000_000), (statistics.GetProperty("model_stats")[0].GetProperty("inference_count").GetInt32(), statistics.GetProperty("model_stats")[0].GetProperty("inference_stats").GetProperty("success").GetProperty("ns").GetInt64()));
        Assert.Equal("READY", Assert.Single(index.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("edge-agent", (await JsonAsync(server, "/v2")).GetProperty("name").GetString());
        foreach (var path in new[] { "/v2/health/live", "/v2/health/ready", "/v2/models/echo/ready", "/v2/models/echo/versions/2/ready" }) Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, path)).Status);
        await server.RefusesAsync(404, HttpMethod.Get, "/v2/models/echo/versions/9");
    }

    [Fact]
    public async Task Models_UnloadedAndLoaded_SaySoAndAreAudited()
    {
        await using var server = await HttpServer.StartAsync();

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/v2/repository/models/echo/unload")).Status);
        await server.RefusesAsync(503, HttpMethod.Get, "/v2/models/echo/ready");
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/v2/repository/models/echo/load", HttpServer.Bytes("{}"u8.ToArray(), "application/json"))).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/v2/models/echo/ready")).Status);
        await server.RefusesAsync(404, HttpMethod.Post, "/v2/repository/models/none/load");

        var audit = server.Audit.Split('\n');
        Assert.Contains(audit, line => line.Contains("\"call\":\"POST /v2/repository/models/{model}/unload\",\"what\":\"done\",\"detail\":\"echo\"", StringComparison.Ordinal));
        Assert.Contains(audit, line => line.Contains("\"call\":\"POST /v2/repository/models/{model}/load\",\"what\":\"failed\"", StringComparison.Ordinal));
    }

    private static ByteArrayContent Request() => HttpServer.Bytes("""{ "inputs": [ { "name": "x", "shape": [1], "datatype": "FP32", "data": [1] } ] }"""u8.ToArray(), "application/json");

    private static async Task<JsonElement> JsonAsync(HttpServer server, string path)
    {
        var (status, _, body, _) = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, status);
        return JsonDocument.Parse(body).RootElement;
    }

    private static async Task<JsonElement> InferAsync(HttpServer server, string body)
    {
        var (status, _, answer, _) = await server.SendAsync(HttpMethod.Post, Path, HttpServer.Bytes(Encoding.UTF8.GetBytes(body), "application/json"));
        Assert.True(status == 200, Encoding.UTF8.GetString(answer));
        return JsonDocument.Parse(answer).RootElement;
    }
}
