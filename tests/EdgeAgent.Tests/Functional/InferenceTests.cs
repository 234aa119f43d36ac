using System.Diagnostics;
using System.Text.Json;
using EdgeAgent.Control.V2;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The real agent's models, asked by clients that this project did not write while a pipeline listens.</summary>
public sealed class InferenceTests
{
    [Fact]
    public async Task Humpback_AskedByGrpcioAndNumpy_GivesTheBitsOfTheAgentsOwnWindows()
    {
        using var sea = new Sea();
        var song = ShippedHumpback(sea);
        using var agent = await RemoteControlTests.StartAsync(sea);

        var asked = await PythonAsync(sea, RemoteControlTests.Target(sea), "humpback", song);

        Assert.True(asked.GetProperty("live").GetBoolean() && asked.GetProperty("ready").GetBoolean());
        Assert.Equal("edge-agent", asked.GetProperty("server").GetString());
        Assert.Equal("""["humpback", ["1"], "FP32", [-1, 39124], [-1, 1]]""", asked.GetProperty("metadata").GetRawText());
        Assert.True(asked.GetProperty("same").GetBoolean(), "one row, many rows, typed contents and shared runs must give the same bits");
        // The agent's own code on the same windows, in this process.
        var package = PackageReader.Open(Path.Combine(sea.Repository, "humpback", "1"));
        using var probe = new OnnxModelProbe(OnnxRuntimeLibrary.Load(), new ModelOptions { Provider = OrtProvider.Cpu });
        var hop = package.Manifest.Input.WindowSamples / 8;
        var free = package with { Manifest = package.Manifest with { Input = package.Manifest.Input with { HopSamples = hop } } };
        var own = probe.ScoreRecording(free, package.Manifest.Variants["full"], song);
        var theirs = asked.GetProperty("scores").EnumerateArray().Select(row => row.EnumerateArray().Select(s => HexFloat.Parse(s.GetString()!)).ToArray()).ToArray();
        Assert.True(theirs.Length >= 6, $"{theirs.Length} windows");
        for (var i = 0; i < theirs.Length; i++) Assert.Equal(own[i], theirs[i]);
        // Only errors that say what they are.
        Assert.Equal("""[["a", ""], ["b", """, asked.GetProperty("stream").GetRawText()[..18]);
        Assert.Contains("39124", asked.GetProperty("stream")[1][1].GetString(), StringComparison.Ordinal);
        Assert.True(asked.GetProperty("stream_same").GetBoolean());
        foreach (var (name, code) in new[] { ("wrong_input", "INVALID_ARGUMENT"), ("too_many_rows", "INVALID_ARGUMENT"), ("lying_shape", "INVALID_ARGUMENT"), ("unknown", "NOT_FOUND"), ("unknown_version", "NOT_FOUND") })
            Assert.Equal((name, code), (name, asked.GetProperty(name).GetString()));
        Assert.Equal("""[["energy", "1", "READY"], ["humpback", "1", "READY"]]""", asked.GetProperty("index").GetRawText());
        // Every row counted, and requests that came together shared runs.
        var (rows, runs) = (asked.GetProperty("rows").GetInt32(), asked.GetProperty("runs").GetInt32());
        Assert.Equal((3 * theirs.Length) + 2 + 2, rows);
        Assert.True(runs < rows - theirs.Length - 2, $"{rows} rows took {runs} runs");
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Energy_SharedWithItsPipeline_IsAskedByCurlInEveryWay()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        var half = sea.Folder.Write("request.json", JsonSerializer.SerializeToUtf8Bytes(new { inputs = new[] { new { name = "waveform", datatype = "FP32", shape = new[] { 1, EnergyPackage.WindowSamples }, data = Enumerable.Repeat(0.25f, EnergyPackage.WindowSamples) } } }));

        var asJson = JsonDocument.Parse((await CurlAsync(sea, "/v2/models/energy/infer", "--json", "@" + half)).Body).RootElement;
        var expected = 1 / (1 + Math.Exp(-40 * (0.25 - 0.05)));
        Assert.Equal(expected, asJson.GetProperty("outputs")[0].GetProperty("data")[0].GetDouble(), 4);
        Assert.Equal("[1,2]", asJson.GetProperty("outputs")[0].GetProperty("shape").GetRawText());

        // The same as bytes behind the JSON, which come back as bytes.
        var header = JsonSerializer.SerializeToUtf8Bytes(new { inputs = new[] { new { name = "waveform", datatype = "FP32", shape = new[] { 1, EnergyPackage.WindowSamples }, parameters = new { binary_data_size = 4 * EnergyPackage.WindowSamples } } }, parameters = new { binary_data_output = true } });
        var tensor = new byte[4 * EnergyPackage.WindowSamples];
        for (var i = 0; i < EnergyPackage.WindowSamples; i++) BitConverter.TryWriteBytes(tensor.AsSpan(4 * i), 0.25f);
        var binary = sea.Folder.Write("request.bin", [.. header, .. tensor]);
        var answer = await CurlAsync(sea, "/v2/models/energy/versions/1/infer", "-H", "Content-Type: application/octet-stream", "-H", $"Inference-Header-Content-Length: {header.Length}", "--data-binary", "@" + binary);
        Assert.Equal((200, "application/octet-stream"), (answer.Status, answer.Type));
        Assert.Equal(asJson.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle(), BitConverter.ToSingle(answer.Body.AsSpan(answer.Body.Length - 8)));
        // A body that is a byte short of what it says is refused, and the next one is answered.
        File.WriteAllBytes(binary, [.. header, .. tensor[1..]]);
        Assert.Equal(400, (await CurlAsync(sea, "/v2/models/energy/infer", "-H", "Content-Type: application/octet-stream", "-H", $"Inference-Header-Content-Length: {header.Length}", "--data-binary", "@" + binary)).Status);

        // A recording, as it is and as a form: the events that a replay gives.
        var song = sea.ShortSong("heard.wav");
        var raw = JsonDocument.Parse((await CurlAsync(sea, "/v1/models/energy/predict", "-H", "Content-Type: audio/wav", "--data-binary", "@" + song)).Body).RootElement;
        var form = JsonDocument.Parse((await CurlAsync(sea, "/v1/models/energy/predict?top=1", "-F", "file=@" + song)).Body).RootElement;
        var replayed = (await sea.ReplayAsync(song, "--format", "ndjson")).Exits(0).Output.Where(line => line.Contains("\"state\":\"close\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(16, raw.GetProperty("seconds").GetDouble());
        Assert.Equal(raw.GetProperty("events").GetRawText(), form.GetProperty("events").GetRawText());
        Assert.Equal(2, raw.GetProperty("windows")[0].GetProperty("top").GetArrayLength());
        Assert.Equal(1, form.GetProperty("windows")[0].GetProperty("top").GetArrayLength());
        Assert.NotEmpty(replayed);
        Assert.Equal(
            replayed.Select(e => (e.GetProperty("label").GetString(), Seconds(e, "first"), Seconds(e, "last"), e.GetProperty("score").GetProperty("peak").GetSingle())).Order(),
            raw.GetProperty("events").EnumerateArray().Select(e => (e.GetProperty("label").GetString(), e.GetProperty("onset").GetDouble(), e.GetProperty("offset").GetDouble(), e.GetProperty("peak").GetSingle())).Order());
        Assert.Equal(422, (await CurlAsync(sea, "/v1/models/energy/predict", "-H", "Content-Type: audio/wav", "--data-binary", "@" + half)).Status);
        Assert.Equal(415, (await CurlAsync(sea, "/v1/models/energy/predict", "--data-binary", "@" + song)).Status);

        // edgectl does the same over gRPC.
        var inferred = (await ControlProcess.RunAsync("infer", song, "--model", "energy:latest", "--json", "--target", RemoteControlTests.Target(sea))).Exits(0);
        Assert.Equal(raw.GetProperty("events").GetRawText(), JsonDocument.Parse(Assert.Single(inferred.Output)).RootElement.GetProperty("events").GetRawText());
        Assert.Contains((await ControlProcess.RunAsync("infer", song, "--model", "energy", "--target", RemoteControlTests.Target(sea))).Exits(0).Output, line => line.StartsWith("event", StringComparison.Ordinal));
        (await ControlProcess.RunAsync("infer", half, "--model", "energy", "--target", RemoteControlTests.Target(sea))).Exits(42);
        (await ControlProcess.RunAsync("infer", song, "--model", "whale", "--target", RemoteControlTests.Target(sea))).Exits(2);

        // Looking.
        Assert.Equal("test-buoy", JsonDocument.Parse((await CurlAsync(sea, "/v1/status")).Body).RootElement.GetProperty("device").GetString());
        await agent.OutputLineAsync("\"state\":\"close\"");
        var events = await CurlAsync(sea, "/v1/events?kind=close&limit=1&label=call", "-H", "Accept: application/x-ndjson");
        // What is shown is on disk a moment later.
        await Until.HoldsAsync(
            async () => events.Body.Length > 0 || (events = await CurlAsync(sea, "/v1/events?kind=close&limit=1&label=call", "-H", "Accept: application/x-ndjson")).Body.Length > 0,
            "the event is on disk");
        Assert.Equal((200, "application/x-ndjson"), (events.Status, events.Type));
        Assert.Contains("\"state\":\"close\"", System.Text.Encoding.UTF8.GetString(events.Body), StringComparison.Ordinal);
        Assert.Equal(200, (await CurlAsync(sea, "/readyz")).Status);
        Assert.Equal(404, (await CurlAsync(sea, "/v2/models/..%2Fenergy")).Status);
        Assert.Equal(405, (await CurlAsync(sea, "/v1/status", "-X", "DELETE")).Status);
        await RemoteControlTests.StopAsync(agent);

        static double Seconds(JsonElement e, string end) => e.GetProperty("stream").GetProperty(end).GetInt64() / (double)EnergyPackage.Rate;
    }

    [Fact]
    public async Task Detector_OfOthers_FindsInAPostedImageWhatItsExpectedFileSays()
    {
        var source = TestKit.Repository.SharedPath("vision/models/yolox_nano_416");
        var missing = Interop.OpenCv.OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        using var sea = new Sea();
        BlobPackage.Write(sea.Repository, "yolox", File.ReadAllBytes(Path.Combine(source, "model.onnx")), manifest =>
        {
            manifest["labels"] = new System.Text.Json.Nodes.JsonArray([.. File.ReadLines(Path.Combine(source, "labels.txt")).Select(label => System.Text.Json.Nodes.JsonValue.Create(label))]);
            manifest["input"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "tensor": "images", "kind": "image", "width": 416, "height": 416, "resize": "letterbox", "align": "top-left", "pad": 114, "color": "bgr", "scale": 1, "mean": 0, "std": 1 }""");
            manifest["output"] = System.Text.Json.Nodes.JsonNode.Parse("""{ "format": "yolox", "tensor": "output", "strides": [8, 16, 32], "activation": "none", "layout": "nhwc", "minScore": 0.3, "nms": "all", "iou": 0.45 }""");
        });
        using var agent = await RemoteControlTests.StartAsync(sea);

        var answer = await CurlAsync(sea, "/v1/models/yolox/predict", "-F", $"file=@{Path.Combine(source, "exact_input.png")}");
        var seen = JsonDocument.Parse(answer.Body).RootElement;
        var broken = await CurlAsync(sea, "/v1/models/yolox/predict", "-H", "Content-Type: image/png", "--data-binary", "@" + sea.ShortSong("no-picture.wav"));

        Assert.True(answer.Status == 200, System.Text.Encoding.UTF8.GetString(answer.Body));
        Assert.Equal((416, 416, "image"), (seen.GetProperty("width").GetInt32(), seen.GetProperty("height").GetInt32(), seen.GetProperty("kind").GetString()));
        var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(source, "expected.json"))).RootElement.GetProperty("exact").GetProperty("detections").EnumerateArray().ToArray();
        var found = seen.GetProperty("detections").EnumerateArray().ToArray();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(e => e.GetProperty("label").GetString()), found.Select(f => f.GetProperty("label").GetString()));
        for (var i = 0; i < found.Length; i++)
        {
            Assert.Equal(expected[i].GetProperty("score").GetDouble(), found[i].GetProperty("score").GetDouble(), 0.011);
            Assert.Equal(expected[i].GetProperty("box")[0].GetDouble(), found[i].GetProperty("box").GetProperty("x").GetDouble(), 1.1);
            Assert.Equal(expected[i].GetProperty("box")[1].GetDouble(), found[i].GetProperty("box").GetProperty("y").GetDouble(), 1.1);
        }

        Assert.Equal(422, broken.Status);
        // The same model with tensors: its shape is the file's.
        var metadata = JsonDocument.Parse((await CurlAsync(sea, "/v2/models/yolox")).Body).RootElement;
        Assert.Equal("[1,3,416,416]", metadata.GetProperty("inputs")[0].GetProperty("shape").GetRawText());
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Unload_OfAPipelinesModel_RefusesRequestsAndThePipelineGoesOn()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);

        Assert.Equal(200, (await CurlAsync(sea, "/v2/models/energy")).Status);
        Assert.Equal(200, (await CurlAsync(sea, "/v2/repository/models/energy/unload", "-X", "POST")).Status);
        var refused = await CurlAsync(sea, "/v2/models/energy/infer", "--json", "{\"inputs\":[]}");
        Assert.Equal(503, refused.Status);
        Assert.Contains("unloaded", System.Text.Encoding.UTF8.GetString(refused.Body), StringComparison.Ordinal);
        await agent.OutputLineAsync("\"state\":\"close\"");
        Assert.Equal(200, (await CurlAsync(sea, "/v2/repository/models/energy/load", "-X", "POST")).Status);
        Assert.Equal(400, (await CurlAsync(sea, "/v2/models/energy/infer", "--json", "{\"inputs\":[]}")).Status);
        await RemoteControlTests.StopAsync(agent);
    }

    private static string ShippedHumpback(Sea sea)
    {
        var (from, to) = (Path.Combine(TestKit.Repository.Root, "models/repository/humpback/1"), Path.Combine(sea.Repository, "humpback", "1"));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(to, "golden", "song.wav");
    }

    private static async Task<JsonElement> PythonAsync(Sea sea, string target, string model, string recording)
    {
        var script = Path.Combine(TestKit.Repository.Root, "tests/EdgeAgent.Tests/Functional/inference_client.py");
        string[] descriptors = [sea.Folder.Write("config.pb", ModelConfigReflection.Descriptor.SerializedData.Span), sea.Folder.Write("service.pb", GrpcServiceReflection.Descriptor.SerializedData.Span)];
        var (code, output, error) = await RunAsync("/usr/bin/python3", "python3-grpcio and python3-numpy", [script, target, model, recording, .. descriptors]);
        Assert.SkipWhen(code == 77, $"needs python3-grpcio and python3-numpy: {error}");
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static async Task<(int Status, string Type, byte[] Body)> CurlAsync(Sea sea, string path, params string[] arguments)
    {
        var body = Path.Combine(sea.Folder.Path, "answer");
        var (code, output, error) = await RunAsync("/usr/bin/curl", "curl", ["-sS", "--path-as-is", "--unix-socket", sea.Folder["state/http.sock"], "-o", body, "-w", "%{http_code} %{content_type}", .. arguments, "http://localhost" + path]);
        Assert.True(code == 0, error);
        var parts = (output + " ").Split(' ', 2);
        var bytes = File.ReadAllBytes(body);
        if (parts[0][0] != '2') Assert.Equal("application/problem+json", parts[1].Trim());
        return (int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1].Split(';')[0].Trim(), bytes);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string program, string needs, string[] arguments)
    {
        Assert.SkipUnless(File.Exists(program), $"needs {program} ({needs})");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "grpc_proxy" }) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(AgentProcess.Patience * 2, TestContext.Current.CancellationToken);
            return (process.ExitCode, (await output).Trim(), (await error).Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
