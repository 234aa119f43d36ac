using EdgeAgent.Configuration;

namespace EdgeAgent.Tests.Configuration;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"edge-agent-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_AssignmentsOverFile_ChangeSingleKeys()
    {
        File.WriteAllText(_file, """{ "Pipelines": [ { "Name": "a", "Source": { "Kind": "stdin" } } ] }""");

        var configuration = ConfigLoader.Load(_file, ["Pipelines:0:Name=b"]);

        Assert.Equal("b", configuration["Pipelines:0:Name"]);
        Assert.Equal("stdin", configuration["Pipelines:0:Source:Kind"]);
    }

    [Fact]
    public void Load_FileWithPipelines_KeepsNoneOfEarlierLayers()
    {
        File.WriteAllText(_file, """{ "Pipelines": [ { "Name": "mine" } ] }""");

        var pipelines = ConfigLoader.Load(_file, []).GetSection("Pipelines").GetChildren().ToArray();

        Assert.Equal("mine", Assert.Single(pipelines)["Name"]);
        Assert.Null(pipelines[0]["Source:Loop"]);
    }

    [Fact]
    public void Load_BrokenJson_NamesFileAndPlace()
    {
        File.WriteAllText(_file, "{ \"Agent\": { \"Name\": \"x\", } ");

        var problem = Assert.Single(Assert.Throws<ConfigException>(() => ConfigLoader.Load(_file, [])).Problems);
        Assert.StartsWith(_file, problem, StringComparison.Ordinal);
        Assert.Contains("LineNumber", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.Equal([$"{_file}: the configuration file is not there; check --config"], Assert.Throws<ConfigException>(() => ConfigLoader.Load(_file, [])).Problems);

    [Fact]
    public void Load_AssignmentWithoutEquals_SaysHow() =>
        Assert.Equal(["--set Agent:Name: must look like Section:Key=value"], Assert.Throws<ConfigException>(() => ConfigLoader.Load(null, ["Agent:Name"])).Problems);
}
