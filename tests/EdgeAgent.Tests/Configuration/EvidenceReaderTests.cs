using EdgeAgent.Configuration;
using EdgeAgent.Pipelines.Evidence;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Configuration;

public sealed class EvidenceReaderTests
{
    [Fact]
    public void Read_NoClips_KeepsNothing()
    {
        var settings = Read();

        Assert.Null(settings.Pipelines[0].Clips);
        Assert.Null(settings.Pipelines[0].Recording);
        Assert.Equal(Path.Combine(settings.StateDirectory, "evidence"), settings.Evidence.Directory);
        Assert.Null(settings.Evidence.DailyBytes);
    }

    [Fact]
    public void Read_AnyKeyOfClips_TurnsThemOn()
    {
        var settings = Read(("Pipelines:0:Clips:PreSeconds", "5"), ("Pipelines:0:Recording:Enabled", "true"), ("Pipelines:0:Recording:FileSeconds", "60"), ("Retention:WriteMBPerDay", "20"), ("Retention:Days", "0"));

        Assert.Equal(new ClipOptions { PreSeconds = 5 }, settings.Pipelines[0].Clips);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Pipelines[0].Recording!.FileLength);
        Assert.Equal(20 << 20, settings.Evidence.DailyBytes);
        Assert.Null(settings.Evidence.MaxAge);
        Assert.Null(Read(("Pipelines:0:Clips:PreSeconds", "5"), ("Pipelines:0:Clips:Enabled", "false")).Pipelines[0].Clips);
    }

    [Theory]
    [InlineData("Pipelines:0:Clips:MaxSeconds", "4", "Pipelines:0:Clips:MaxSeconds: is no longer than")]
    [InlineData("Pipelines:0:Clips:Format", "mp3", "Pipelines:0:Clips:Format: 'mp3' is not one of flac, wav")]
    [InlineData("Pipelines:0:Clips:PreSecond", "1", "Pipelines:0:Clips:PreSecond: unknown key; did you mean 'PreSeconds'?")]
    [InlineData("Retention:BudgetMB", "0", "Retention:BudgetMB: '0' is not a whole number")]
    public void Read_Bad_NamesTheKey(string key, string value, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(Assert.Throws<ConfigException>(() => Read((key, value))).Problems), StringComparison.Ordinal);

    [Fact]
    public void Read_RecordingOfAFolder_IsRefused() =>
        Assert.StartsWith("Pipelines:0:Recording:Enabled: is true, but", Assert.Single(Assert.Throws<ConfigException>(() =>
            Read(("Pipelines:0:Source:Kind", "directory"), ("Pipelines:0:Source:Path", "/tmp"), ("Pipelines:0:Recording:Enabled", "true"))).Problems), StringComparison.Ordinal);

    private static AgentSettings Read(params (string Key, string Value)[] keys)
    {
        (string Key, string Value)[] all =
        [
            ("Agent:StateDirectory", "/var/lib/x"), ("Pipelines:0:Name", "reef"), ("Pipelines:0:Source:Kind", "stdin"), ("Pipelines:0:Source:SampleRate", "48000"), ("Pipelines:0:Models:0:Name", "humpback"), .. keys,
        ];
        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(all.DistinctBy(k => k.Key).Select(k => KeyValuePair.Create(k.Key, (string?)all.Last(o => o.Key == k.Key).Value))).Build());
    }
}
