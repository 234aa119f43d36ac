using EdgeAgent.Configuration;
using EdgeAgent.Pipelines.Levels;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Configuration;

public sealed class SettingsReaderTests
{
    private static readonly (string Key, string? Value)[] Good =
    [
        ("Agent:Name", "buoy-7"),
        ("Pipelines:0:Name", "reef"),
        ("Pipelines:0:Source:Kind", "stdin"),
        ("Pipelines:0:Source:SampleRate", "48000"),
        ("Pipelines:0:Models:0:Name", "humpback"),
    ];

    [Fact]
    public void Read_Good_GivesSettings()
    {
        var settings = Read(Good);

        Assert.Equal("buoy-7", settings.Device);
        Assert.Equal(["humpback:latest"], Assert.Single(settings.Pipelines).Models);
    }

    [Fact]
    public void Read_HydrophonesSensitivity_GivesItsCalibration()
    {
        var settings = Read([.. Good, ("Pipelines:0:Source:SensitivityDb", "-170.5"), ("Pipelines:0:Source:GainDb", "20"), ("Pipelines:0:Source:FullScaleVolts", "2.5")]);

        Assert.Equal(new HydrophoneCalibration(-170.5, 20, 2.5), settings.Pipelines[0].Source.Calibration);
        Assert.Null(Read(Good).Pipelines[0].Source.Calibration);
    }

    [Theory]
    [InlineData("Agent:Nmae", "x", "Agent:Nmae: unknown key; did you mean 'Name'?")]
    [InlineData("Colour", "x", "Colour: unknown key; remove it")]
    [InlineData("Runtime:Threads", "0", "Runtime:Threads: '0' is not a whole number from 1 to 64")]
    [InlineData("Runtime:Provider", "npu", "Runtime:Provider: 'npu' is not one of auto, tensorrt, cuda, cpu")]
    [InlineData("Pipelines:0:Source:SampleRate", "0", "Pipelines:0:Source:SampleRate: is missing or below 100 Hz; raw PCM does not say its rate, so the configuration must")]
    [InlineData("Pipelines:0:Source:Channel", "2", "Pipelines:0:Source:Channel: 2 is beyond the 1 channels of the source")]
    [InlineData("Pipelines:0:Events:KOfN", "4/3", "Pipelines:0:Events:KOfN: '4/3' is not k/n with 1 ≤ k ≤ n ≤ 99")]
    [InlineData("Pipelines:0:Events:Hihg", "1", "Pipelines:0:Events:Hihg: unknown key; did you mean 'High'?")]
    [InlineData("Pipelines:0:Source:SensitivityDb", "170", "Pipelines:0:Source:SensitivityDb: '170' is not a number from -300 to 0")]
    [InlineData("Pipelines:0:Source:GainDb", "20", "Pipelines:0:Source:SensitivityDb: is missing; GainDb and FullScaleVolts say nothing without the hydrophone's sensitivity")]
    [InlineData("Pipelines:0:Source:Loop", "yes", "Pipelines:0:Source:Loop: 'yes' is neither true nor false")]
    [InlineData("Store:BudgetMB", "1", "Store:BudgetMB: '1' is not a whole number from 8 to 1000000")]
    [InlineData("Mqtt:Servers:0", "http://broker", "Mqtt:Servers: 'http://broker' is no MQTT server; write host:port, mqtt://host:port or mqtts://host:port with a port of 1 to 65535")]
    [InlineData("Mqtt:PasswordFile", "secret", "Mqtt:PasswordFile needs Mqtt:Username")]
    [InlineData("Mqtt:Profiles:0", "frigate=a//b", "Mqtt:Profiles: \"a//b\" of the topic profile \"frigate=a//b\" is no topic: it takes levels joined by single slashes, without + # % or control characters, and none begins with $")]
    [InlineData("Mqtt:Prefix", "a+b", "Mqtt:Prefix: \"a+b\" can't begin a topic (Mqtt:Prefix): it takes levels joined by single slashes, without + # % or control characters, and does not begin with $")]
    [InlineData("Mqtt:Budget:MegabytesPerDay", "0.05", "Mqtt:Budget:MegabytesPerDay must be at least 0.1, or null for no limit")]
    public void Read_OneFault_IsNamedWithItsRemedy(string key, string value, string problem) =>
        Assert.Equal([problem], Assert.Throws<ConfigException>(() => Read([.. Good.Where(g => g.Key != key), (key, value)])).Problems);

    [Theory]
    [InlineData("pipe", "Path: is missing; name the recording, the named pipe or the folder")]
    [InlineData("directory", "Path: is missing; name the recording, the named pipe or the folder")]
    [InlineData("ffmpeg", "Url: is missing; name what ffmpeg is to open, such as rtsp://camera/live")]
    [InlineData("gstreamer", "Pipeline: is missing; give a GStreamer pipeline, such as alsasrc device=hw:1,0")]
    [InlineData("command", "Command: is missing; list the program and its arguments, such as [\"sox\", \"-d\", \"-t\", \"raw\", \"-\"]")]
    [InlineData("tcp", "Listen: is missing; say where to listen, such as 127.0.0.1:7000")]
    [InlineData("udp", "Listen: is missing; say where to listen, such as 127.0.0.1:7000")]
    public void Read_SourceWithoutWhatItsKindNeeds_IsToldWhat(string kind, string problem) =>
        Assert.Equal(["Pipelines:0:Source:" + problem], Assert.Throws<ConfigException>(() => Read([.. Good.Where(g => g.Key != "Pipelines:0:Source:Kind"), ("Pipelines:0:Source:Kind", kind)])).Problems);

    [Theory]
    [InlineData("tcp", "Listen", "localhost:7000", "'localhost:7000' is no address with a port, such as 127.0.0.1:7000")]
    [InlineData("udp", "Listen", "127.0.0.1", "'127.0.0.1' is no address with a port, such as 127.0.0.1:7000")]
    [InlineData("synthetic", "Signal", "whale", "'whale' is not one of tone, noise, chirps")]
    [InlineData("synthetic", "SampleRate", "50", "is missing or below 100 Hz; raw PCM does not say its rate, so the configuration must")]
    [InlineData("alsa", "Watchdog:StallSeconds", "0", "'0' is not a number from 0.1 to 3600")]
    [InlineData("alsa", "Watchdog:StallSecond", "1", "unknown key; did you mean 'StallSeconds'?")]
    public void Read_LiveSourceWithABadValue_IsNamed(string kind, string key, string value, string problem) =>
        Assert.Equal([$"Pipelines:0:Source:{key}: {problem}"], Assert.Throws<ConfigException>(() => Read([.. Good.Where(g => g.Key != "Pipelines:0:Source:Kind" && g.Key != "Pipelines:0:Source:" + key), ("Pipelines:0:Source:Kind", kind), ("Pipelines:0:Source:" + key, value)])).Problems);

    [Fact]
    public void Read_DirectoryZone_IsAnOffset()
    {
        (string, string?)[] directory = [.. Good.Where(g => g.Key != "Pipelines:0:Source:Kind"), ("Pipelines:0:Source:Kind", "directory"), ("Pipelines:0:Source:Path", "/cards")];

        Assert.Equal(TimeSpan.FromHours(10), Read([.. directory, ("Pipelines:0:Source:Zone", "+10:00")]).Pipelines[0].Source.Directory.Zone);
        Assert.Equal(["Pipelines:0:Source:Zone: 'CEST' is neither utc nor an offset such as +10:00"], Assert.Throws<ConfigException>(() => Read([.. directory, ("Pipelines:0:Source:Zone", "CEST")])).Problems);
    }

    [Theory]
    [InlineData("stdin", null, "standard input")]
    [InlineData("pipe", "/run/hydrophone", "/run/hydrophone")]
    public void Read_TwoPipelinesOnOneInput_AreRefused(string kind, string? path, string input)
    {
        var both = Enumerable.Range(0, 2).SelectMany(i => new (string, string?)[]
        {
            ($"Pipelines:{i}:Name", $"p{i}"), ($"Pipelines:{i}:Source:Kind", kind), ($"Pipelines:{i}:Source:Path", path),
            ($"Pipelines:{i}:Source:SampleRate", "48000"), ($"Pipelines:{i}:Models:0:Name", "humpback"),
        });

        Assert.Equal([$"Pipelines: p0 and p1 both read {input}, and each would get part of it; list both models in one pipeline"],
            Assert.Throws<ConfigException>(() => Read(both)).Problems);
    }

    [Fact]
    public void Read_ManyFaults_AreToldAtOnce()
    {
        var problems = Assert.Throws<ConfigException>(() => Read([
            ("Agent:StopDeadlineSeconds", "soon"), ("Pipelines:0:Source:Kind", "card"), ("Pipelines:1:Name", "b"), ("Nonsense:Key", "1")])).Problems;

        Assert.Contains(problems, p => p.StartsWith("Agent:StopDeadlineSeconds: 'soon'", StringComparison.Ordinal));
        Assert.Contains("Pipelines:0:Name: is missing; give the pipeline a name", problems);
        Assert.Contains("Pipelines:0:Source:Kind: 'card' is not one of file, stdin, pipe, alsa, ffmpeg, gstreamer, command, tcp, udp, directory, v4l2, synthetic", problems);
        Assert.Contains(problems, p => p.StartsWith("Pipelines:1:Models: names no model", StringComparison.Ordinal));
        Assert.Contains("Nonsense: unknown key; remove it", problems);
    }

    private static AgentSettings Read(IEnumerable<(string Key, string? Value)> keys) =>
        SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create(k.Key, k.Value))).Build());
}
