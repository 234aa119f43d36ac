using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeAgent.Configuration;

namespace EdgeAgent.Tests.Configuration;

public sealed class ConfigSchemaTests
{
    private static string Committed => Path.Combine(Repository.Root, "deploy/appsettings.schema.json");

    [Fact]
    public void Committed_IsTheSchemaThatTheAgentPrints() => Assert.Equal(ConfigSchema.Json(), File.ReadAllText(Committed).TrimEnd('\n'));

    [Fact]
    public void Schema_HoldsEveryKeyWithItsMeaning()
    {
        var schema = JsonNode.Parse(ConfigSchema.Json())!;

        foreach (var key in ConfigReference.Keys())
        {
            var node = schema;
            foreach (var part in key.Path.Split(':')) node = (part == "*" ? node!["items"] : node!["properties"]![part])!;
            if (key.Kind != "list of texts" || node["description"] is not null) Assert.StartsWith(key.Description, (string)node["description"]!, StringComparison.Ordinal);
        }

        Assert.Equal(1000, (int)schema["properties"]!["Mqtt"]!["properties"]!["Window"]!["maximum"]!);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("""{ "Agent": { "Name": "buoy", "StopDeadlineSeconds": 20 }, "Mqtt": { "Servers": ["mqtts://b"] }, "Pipelines": [ { "Name": "a", "Source": { "Kind": "alsa", "Device": "hw:1,0", "SampleRate": 48000 }, "Models": [ { "Name": "humpback" } ], "Events": { "High": 0.7 } } ] }""", "")]
    [InlineData("""{ "Agent": { "StopDeadlineSeconds": 0 } }""", "minimum")]
    [InlineData("""{ "Agent": { "StopDeadlineSeconds": "soon" } }""", "not of type")]
    [InlineData("""{ "Agent": { "Nmae": "buoy" } }""", "Additional properties")]
    [InlineData("""{ "Pipelines": [ { "Name": "a", "Source": { "Kind": "gramophone" } } ] }""", "is not one of")]
    [InlineData("""{ "Pipelines": [ { } ] }""", "'Name' is a required property")]
    public async Task Schema_ByAnotherValidator_TakesWhatTheAgentTakes(string? document, string refusal)
    {
        var interpreter = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(interpreter is null, "python3 is not here");
        using var folder = new TemporaryFolder();
        var file = document is null ? Path.Combine(Repository.Root, "appsettings.json") : folder.Write("a.json", System.Text.Encoding.UTF8.GetBytes(document));
        const string Script = """
            import json, sys
            try: from jsonschema import Draft7Validator
            except ImportError: sys.exit(99)
            schema = json.load(open(sys.argv[1]))
            Draft7Validator.check_schema(schema)
            for error in Draft7Validator(schema).iter_errors(json.load(open(sys.argv[2]))): print(error.message)
            """;
        using var python = Process.Start(new ProcessStartInfo(interpreter, ["-W", "ignore", "-c", Script, Committed, file]) { RedirectStandardOutput = true })!;
        var said = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(python.ExitCode == 99, "python3-jsonschema is not here");

        Assert.Equal(0, python.ExitCode);
        if (refusal.Length == 0) Assert.Equal("", said);
        else Assert.Contains(refusal, said.Replace("is less than the minimum", "minimum", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
