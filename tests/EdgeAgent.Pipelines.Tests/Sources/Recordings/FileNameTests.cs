using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Tests.Sources.Recordings;

public sealed class FileNameTests : RecordingFolder
{
    [Theory]
    [InlineData("HYD11_20230710_060000.wav", "2023-07-10T06:00:00Z", "prefix", "HYD11")]
    [InlineData("NRS11_20200101_235960.wav", "2020-01-02T00:00:00Z", "prefix", "NRS11")]
    [InlineData("icListenHF.6324.20200101_000001.wav", "2020-01-01T00:00:01Z", "prefix", "icListenHF.6324")]
    [InlineData("MARS20200101_000001.wav", "2020-01-01T00:00:01Z", "prefix", "MARS")]
    [InlineData("SMALLBAY1_20200101_000001.wav", "2020-01-01T00:00:01Z", "prefix", "SMALLBAY1")]
    [InlineData("MARS-20180101T000000Z-16kHz.wav", "2018-01-01T00:00:00Z", "iso-utc", "MARS")]
    [InlineData("SanctSound_CI01_01_highambient_20181105T132330Z.wav", "2018-11-05T13:23:30Z", "iso-utc", "SanctSound_CI01_01_highambient")]
    [InlineData("reef_20200101T120000+1000_a.wav", "2020-01-01T02:00:00Z", "iso-offset", "reef")]
    [InlineData("OO-HYVM2--YDH-2021-01-09T00:15:00.000015.wav", "2021-01-09T00:15:00.000015Z", "ooi", "OO-HYVM2--YDH")]
    [InlineData("S01_20190101_060000_-0500.wav", "2019-01-01T11:00:00Z", "swift", "S01")]
    [InlineData("Hawaii_K_14_121216_190000.df20.x.wav", "2012-12-16T19:00:00Z", "harp", "Hawaii_K_14")]
    [InlineData("SOCAL_H_061231_235960.d20.x.wav", "2007-01-01T00:00:00Z", "harp", "SOCAL_H")]
    [InlineData("rpi_orcasound_lab_2021_10_13_15_11_18_PDT.wav", "2021-10-13T22:11:18Z", "orcahello", "rpi_orcasound_lab")]
    [InlineData("2020-09-27_00-16-55_rpi_bush_point-2.wav", "2020-09-27T00:16:55Z", "orcanode", null)]
    [InlineData("node_2020-11-02_00-16-55_PST.wav", "2020-11-02T08:16:55Z", "orcanode", "node")]
    [InlineData("20201214_192255.WAV", "2020-12-14T19:22:55Z", "audiomoth", null)]
    [InlineData("20201214_192255T.WAV", "2020-12-14T19:22:55Z", "audiomoth", null)]
    [InlineData("5E90A4D4.WAV", "2020-04-10T16:54:44Z", "audiomoth-hex", null)]
    public void Inspect_NameOfARecorder_IsReadWithItsZone(string name, string utc, string convention, string? recorder)
    {
        var info = Look(name).Info;
        Assert.NotNull(info);
        // A name that is nothing but a time leaves the folder to tell recorders apart.
        var folder = Path.GetFileName(Path.GetDirectoryName(info.Path))!;
        Assert.Equal((Utc(utc), "file-name:" + convention, recorder ?? folder), (info.Start, info.TimeSource, info.Recorder));
    }

    [Theory]
    [InlineData("S4A01234_20230710_060000.wav", "song-meter")]
    [InlineData("SM304512_0+1_20230710_060000.wav", "song-meter")]
    [InlineData("SMM00123_20230710_060000.wav", "song-meter")]
    [InlineData("2MA00123_20230710_060000.wav", "song-meter")]
    [InlineData("reef_20230710$060000.wav", "song-meter")]
    [InlineData("5146.230710060000.wav", "soundtrap")]
    public void Inspect_RecorderWithAClockOfItsOwn_NeedsTheOperatorsZone(string name, string convention)
    {
        var refused = Look(name);
        Assert.Equal(RecordingProblemKind.AmbiguousTime, refused.Problem?.Kind);
        Assert.Contains(convention, refused.Problem!.Message, StringComparison.Ordinal);
        Assert.EndsWith("say which with --zone +10:00 or --zone utc.", refused.Problem.Message, StringComparison.Ordinal);

        var given = Look(name, new RecordingTimeRules(Zone: TimeSpan.FromHours(10)));
        Assert.Equal((Utc("2023-07-09T20:00:00Z"), "file-name:" + convention), (given.Info?.Start, given.Info?.TimeSource));
        Assert.Equal("none", Look(name, new RecordingTimeRules(IgnoreNames: true)).Info?.TimeSource);
    }

    [Fact]
    public void Inspect_ZoneGiven_ReplacesAConventionButNotAWrittenZone()
    {
        var rules = new RecordingTimeRules(Zone: TimeSpan.FromHours(-5));
        Assert.Equal(Utc("2023-07-10T11:00:00Z"), Look("HYD11_20230710_060000.wav", rules).Info?.Start);
        Assert.Equal(Utc("2023-07-10T06:00:00Z"), Look("HYD11_20230710T060000Z.wav", rules).Info?.Start);
    }

    [Theory]
    [InlineData("rpi_lab_2021_10_13_15_11_18_CST.wav", "zone CST has no single offset")]
    [InlineData("a_20230710T060000Z_20230710T070000Z.wav", "a name with two times (2023-07-10 06:00:00 UTC as iso-utc, 2023-07-10 07:00:00 UTC as iso-utc)")]
    [InlineData("2020-09-27_00-16-55_b_20230710T060000Z.wav", "a name with two times")]
    public void Inspect_NameThatCanBeReadTwice_IsRefused(string name, string reason)
    {
        var refused = Look(name);
        Assert.Equal(RecordingProblemKind.AmbiguousTime, refused.Problem?.Kind);
        Assert.Contains(reason, refused.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal("explicit", Look(name, new RecordingTimeRules(Start: Utc("2023-01-01T00:00:00Z"))).Info?.TimeSource);
    }

    [Theory]
    [InlineData("reef.wav")]
    [InlineData("HYD11_20231310_060000.wav")]
    [InlineData("HYD11_20230229_060000.wav")]
    [InlineData("HYD11_20230710_240000.wav")]
    [InlineData("HYD11_20230710_066000.wav")]
    [InlineData("HYD11_20230710_060061.wav")]
    [InlineData("HYD11_19700101_000000.wav")]
    [InlineData("20230710.wav")]
    [InlineData("12345678_123456.wav")]
    [InlineData("Mn-1000938-Hawaii_K_06_090505_164500.flac.wav")]
    [InlineData("Hawaii_K_14_130127_114345_t25777.wav")]
    [InlineData("5146.99.wav")]
    public void Inspect_NameWithoutATime_IsRelative(string name) => Assert.Equal("none", Look(name).Info?.TimeSource);

    [Fact]
    public void Inspect_ResolutionOfNames_IsWhatTheyCarry()
    {
        Assert.Equal(TimeSpan.FromSeconds(1), Look("HYD11_20230710_060000.wav").Info?.TimeResolution);
        Assert.Equal(TimeSpan.FromMicroseconds(1), Look("OO-HYVM2--YDH-2021-01-09T00:15:00.000015.wav").Info?.TimeResolution);
    }

    private RecordingInspection Look(string name, RecordingTimeRules? rules = null) =>
        RecordingInspector.Inspect(Put(name, new WavBytes().Data(100).ToArray()), rules ?? RecordingTimeRules.Default);
}
