using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests.Manifests;

/// <summary>What an author is told about a manifest that is not right.</summary>
public sealed class ManifestProblemTests
{
    private static string Problem(string json) =>
        Assert.Throws<ModelException>(() => ManifestReader.Read(Encoding.UTF8.GetBytes(json))).Message;

    private static string Problem(Action<JsonObject> change)
    {
        var manifest = TestPackage.Valid();
        change(manifest);
        return Problem(manifest.ToJsonString());
    }

    /// <summary>Puts JSON at a path of the valid manifest; an empty text removes the key.</summary>
    private static string At(string path, string json) => Problem(manifest =>
    {
        var keys = path.Split('.');
        var node = (JsonNode)manifest;
        foreach (var key in keys[..^1]) node = node[key]!;
        if (json.Length == 0) node.AsObject().Remove(keys[^1]);
        else node[keys[^1]] = JsonNode.Parse(json);
    });

    [Theory]
    [InlineData("name", "", "name: is missing; it must be lower-case letters, digits")]
    [InlineData("name", "\"Humpback Whale\"", "name: is \"Humpback Whale\"; use lower-case letters, digits")]
    [InlineData("name", "\"../evil\"", "name: is \"../evil\"; use lower-case letters")]
    [InlineData("version", "\"1\"", "version: is \"1\"; it must be a whole number from 1 to 2147483647")]
    [InlineData("version", "1.5", "version: is 1.5; it must be a whole number")]
    [InlineData("version", "0", "version: is 0; it must be a whole number from 1")]
    [InlineData("task", "\"text-generation\"", "task: is \"text-generation\"; this build runs \"audio-classification\", \"image-classification\"")]
    [InlineData("input", "", "input: is missing; it must be an object { … }")]
    [InlineData("input", "[]", "input: is an array; it must be an object { … }")]
    [InlineData("input.kind", "\"log-mel\"", "input.kind: is \"log-mel\"; this build runs only models that take a waveform")]
    [InlineData("input.tensor", "7", "input.tensor: is 7; it must be the name of the model's input tensor")]
    [InlineData("input.sampleRate", "1e9", "input.sampleRate: is 1e9; it must be a whole number from 100 to 1000000, in Hz")]
    [InlineData("input.windowSamples", "0", "input.windowSamples: is 0; it must be a whole number from 1 to 100000000, in samples")]
    [InlineData("input.hopSamples", "101", "input.hopSamples: is 101; it must be a whole number from 1 to 100, in samples, at most windowSamples")]
    [InlineData("input.channels", "2", "input.channels: is 2; it must be a whole number from 1 to 1")]
    [InlineData("input.sample_rate", "1", "input.sample_rate: is not a key of input; did you mean \"sampleRate\"?")]
    [InlineData("output.format", "\"yolov8\"", "output.format: is \"yolov8\"; this build runs only models that give scores")]
    [InlineData("output.activation", "\"relu\"", "output.activation: is \"relu\"; it must be \"none\" (the output holds scores already), \"sigmoid\" or \"softmax\"")]
    [InlineData("output.activation", "", "output.activation: is missing")]
    [InlineData("labels", "", "labels: is missing; it must be a file inside the package with one label a line, or an array of labels")]
    [InlineData("labels", "[]", "labels: holds no label; a model needs at least one")]
    [InlineData("labels", "[\"other\", \"other\"]", "labels: label \"other\" is given twice, at 0 and 1")]
    [InlineData("labels", "[\"other\", 3]", "labels[1]: is 3; a label is a text")]
    [InlineData("labels", "[\"other\", \" \"]", "labels: label 1 is blank")]
    [InlineData("labels", "\"/etc/passwd\"", "labels: is \"/etc/passwd\"; it must be a path relative to the package")]
    [InlineData("labels", "\"../labels.txt\"", "labels: is \"../labels.txt\"; it must stay inside the package, without \"..\"")]
    [InlineData("events.high", "1.01", "events.high: is 1.01; it must be a number from 0 to 1")]
    [InlineData("events.high", "1e999", "events.high: is 1e999; it must be a number from 0 to 1")]
    [InlineData("events.low", "0.8", "events.low: is 0.8, above high 0.7; low must be at most high")]
    [InlineData("events.smoothing", "\"median:4\"", "events.smoothing: is \"median:4\"; it must be \"none\", \"mean:N\" or \"median:N\" with an odd N from 1 to 99")]
    [InlineData("events.smoothing", "3", "events.smoothing: is 3; it must be \"none\"")]
    [InlineData("events.kOfN", "\"3/2\"", "events.kOfN: is \"3/2\"; it must be \"k/n\", such as \"2/3\"")]
    [InlineData("events.maxSeconds", "0", "events.maxSeconds: is 0; it must be above 0")]
    [InlineData("events.minSeconds", "61", "events.minSeconds: is 61, above maxSeconds 60")]
    [InlineData("events.perLabel.other", "{ \"high\": 0.3 }", "events.perLabel.other.low: is 0.4, above high 0.3")]
    [InlineData("events.perLabel.other", "{ \"reprot\": false }", "events.perLabel.other.reprot: is not a key of events.perLabel.other; did you mean \"report\"?")]
    [InlineData("events.perLabel.other", "true", "events.perLabel.other: is true; it must be an object { … }")]
    [InlineData("batch.max", "0", "batch.max: is 0; it must be a whole number from 1 to 4096 windows")]
    [InlineData("input.windowSamples", "100000000", "batch.max: is 8, which with windows of 100000000 samples makes one batch larger than 134217728 samples; lower it")]
    [InlineData("license", "\"MIT\\u001b[2J\"", "license: is \"MIT?[2J\", with control characters; leave them out")]
    [InlineData("batch.invariant", "\"no\"", "batch.invariant: is \"no\"; it must be true or false")]
    [InlineData("variants", "{}", "variants.full: is missing; every package has the variant \"full\"")]
    [InlineData("variants.full.file", "\"..\\\\model.onnx\"", "variants.full.file: is \"..\\model.onnx\"; a path has at most 512 characters, '/' between names, and no control character or backslash")]
    [InlineData("variants.full.file", "\"a/../../b\"", "variants.full.file: is \"a/../../b\"; it must stay inside the package")]
    [InlineData("variants.full.file", "\"https://example.org/m.onnx\"", "variants.full.file: is \"https://example.org/m.onnx\"; it must be a path relative to the package, not an absolute one or an address")]
    [InlineData("variants.full.file", "\"a//b\"", "variants.full.file: is \"a//b\"; it must be a plain path")]
    [InlineData("variants.full.sha256", "\"sha256:00\"", "variants.full.sha256: is \"sha256:00\"; it must be the file's SHA-256 as 64 hex digits")]
    [InlineData("variants.full.sha", "\"\"", "variants.full.sha: is not a key of variants.full")]
    [InlineData("variants.full.parity", "{ \"maxAbsDelta\": 2 }", "variants.full.parity.maxAbsDelta: is 2; it must be a number from 0 to 1")]
    [InlineData("golden", "{}", "golden: is an object; it must be an array of")]
    [InlineData("golden", "[ 1 ]", "golden[0]: is 1; golden must be an array of")]
    [InlineData("golden", "[ { \"input\": \"/a.wav\", \"expect\": \"a.json\", \"tolerance\": 0.1 } ]", "golden[0].input: is \"/a.wav\"; it must be a path relative")]
    [InlineData("lables", "\"labels.txt\"", "lables: is not a key of a manifest; did you mean \"labels\"?")]
    public void Read_OneThingWrong_OneSentenceSaysWhatWouldBeRight(string path, string json, string sentence)
    {
        var message = At(path, json);
        Assert.StartsWith("model.json: " + sentence, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Read_ManyThingsWrong_ListsThemAllALineEach()
    {
        var message = Problem(m =>
        {
            m["nmae"] = "x";
            m["version"] = -1;
            m["input"]!["sampleRate"] = "fast";
            m["events"]!["low"] = 0.9;
            m["variants"]!["full"]!["sha256"] = "?";
        });

        Assert.Equal(
            ["model.json: 5 problems:", "  version:", "  input.sampleRate:", "  events.low:", "  variants.full.sha256:", "  nmae:"],
            message.Split('\n').Select((line, index) => index == 0 ? line : line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)]));
    }

    [Fact]
    public void Read_RulesForAForeignLabel_SuggestsTheLabel()
    {
        var message = Problem(m =>
        {
            m["labels"] = new JsonArray("humpback", "not a whale");
            m["events"]!["perLabel"] = JsonNode.Parse("""{ "humpbak": { "high": 0.9 } }""");
        });
        Assert.Equal("model.json: events.perLabel.humpbak: is not a label of this package; did you mean \"humpback\"? (labels: humpback, not a whale)", message);
    }

    [Theory]
    [InlineData("{ \"name\": \"x\",\n  \"version\": 1\n  \"task\": 2 }", "model.json is not valid JSON at line 3, column 3: ")]
    [InlineData("{ \"name\": \"x\", }", "model.json is not valid JSON at line 1, column 16: ")]
    [InlineData("// mine\n{}", "model.json is not valid JSON at line 1, column 1: '/' is an invalid start of a value (comments are not allowed)")]
    [InlineData("{ \"name\": \"\\ud800\" }", "model.json is not valid JSON at line 1: a text holds half of a surrogate pair")]
    [InlineData("{", "model.json is not valid JSON at line 1, column 2: ")]
    [InlineData("  \n", "model.json is empty; it must hold a JSON object")]
    [InlineData("[1]", "model.json holds an array; it must be an object with name, version, task")]
    [InlineData("null", "model.json holds null; it must be an object")]
    public void Read_NoJsonObject_SaysWhere(string json, string sentence) => Assert.StartsWith(sentence, Problem(json));

    [Fact]
    public void Read_KeyTwice_IsRefused()
    {
        var json = TestPackage.Valid().ToJsonString();
        Assert.Equal("model.json: version: is given more than once; keep one", Problem(json[..^1] + ", \"version\": 2 }"));
    }

    [Fact]
    public void Read_NotUtf8_IsRefused() =>
        Assert.Equal("model.json is not UTF-8 text; save it as UTF-8 JSON", Assert.Throws<ModelException>(() => ManifestReader.Read(new byte[] { (byte)'{', 0xff, (byte)'}' })).Message);

    [Fact]
    public void Read_TooDeep_IsRefused() => Assert.StartsWith("model.json is not valid JSON at line 1", Problem(new string('[', 5000)));

    [Fact]
    public void Read_HugeFile_IsRefusedUnread()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, "model.json");
        using (var file = File.Create(path)) file.SetLength(1L << 40);
        Assert.Equal(
            $"{path} has {1L << 40} bytes; at most {ManifestReader.LargestFile} are read, so this is not such a file",
            Assert.Throws<ModelException>(() => ManifestReader.Read(path)).Message);
    }

    [Fact]
    public void Read_ThousandsOfProblems_MakesAMessageOfBoundedLength()
    {
        var message = Problem(m =>
        {
            for (var i = 0; i < 20_000; i++) m["k" + i] = i;
        });
        Assert.EndsWith("and 19950 more", message);
        Assert.InRange(message.Split('\n').Length, 50, 60);
    }
}
