using System.Text;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Tests.Sources.Recordings;

public sealed class RecordingInspectorTests : RecordingFolder
{
    private const string Guano = "GUANO|Version: 1.0\nMake: Wildlife Acoustics\nSerial: S4U01234\nTimestamp: 2023-07-10T06:00:00.250+10:00\nLoc Position: -18.5 147.25\n";

    [Fact]
    public void Inspect_PlainWav_TellsItsShape()
    {
        var info = Usable(Put("reef.wav", new WavBytes(channels: 2).Data(5000).ToArray()));
        Assert.Equal((WavBytes.Rate, 2, 5000L, "WAV, 16-bit PCM"), (info.SampleRate, info.Channels, info.Frames, info.FormatName));
        Assert.Equal((null, "none", "reef"), (info.Start, info.TimeSource, info.Recorder));
        Assert.Null(info.DeclaredFrames);
        Assert.Empty(info.Notes);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Inspect_Guano_BeforeOrBehindTheSamplesPaddedOrNot_IsTheTime(bool before, bool pads)
    {
        // Odd chunks ahead, with or without the byte that pads them.
        var wav = new WavBytes { Pads = pads };
        if (pads) wav.Chunk("junk", "odd");
        if (before) wav.Chunk("guan", Guano);
        wav.Data(1000);
        if (!before) wav.Chunk("note", "odd").Chunk("guan", Guano);

        var info = Usable(Put("x_20200101_000000.wav", wav.ToArray()));
        Assert.Equal((Utc("2023-07-09T20:00:00.250Z"), "guano"), (info.Start, info.TimeSource));
        Assert.Equal(TimeSpan.FromMilliseconds(1), info.TimeResolution);
        Assert.Equal(new GeoPosition(-18.5, 147.25), info.Position);
        Assert.Equal(TimeSpan.Zero, info.Start!.Value.Offset);
    }

    [Fact]
    public void Inspect_GuanoWithoutZone_NeedsTheOperatorsWord()
    {
        var path = Put("deployment.wav", new WavBytes().Data(100).Chunk("guan", "GUANO|Version: 1.0\nTimestamp: 2023-07-10 06:00:00\n").ToArray());
        var problem = Refused(path, RecordingProblemKind.AmbiguousTime);
        Assert.Equal($"{path} carries the time 2023-07-10 06:00:00 in its guano header without a zone; say which with --zone +10:00 or --zone utc.", problem);
        Assert.Equal(Utc("2023-07-09T20:00:00Z"), Usable(path, new RecordingTimeRules(Zone: TimeSpan.FromHours(10))).Start);
    }

    [Fact]
    public void Inspect_GuanoThatIsNoTime_IsNotedAndTheNameCounts()
    {
        var info = Usable(Put("HYD11_20230710_060000.wav", new WavBytes().Data(100).Chunk("guan", "GUANO|Version: 1.0\nTimestamp: yesterday\n").ToArray()));
        Assert.Equal((Utc("2023-07-10T06:00:00Z"), "file-name:prefix"), (info.Start, info.TimeSource));
        Assert.Contains("yesterday", Assert.Single(info.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_BextWithTimeReference_IsExactToTheSampleFrame()
    {
        const ulong reference = (6UL * 3600 * WavBytes.Rate) + 1234;
        var path = Put("take.wav", new WavBytes().Chunk("bext", WavBytes.Bext("2023-07-10", "06:00:00", reference)).Data(100).ToArray());
        Assert.Contains("bext", Refused(path, RecordingProblemKind.AmbiguousTime), StringComparison.Ordinal);
        var info = Usable(path, new RecordingTimeRules(Zone: TimeSpan.Zero));
        Assert.Equal((Utc("2023-07-10T06:00:00.1234Z"), "bext", TimeSpan.FromMicroseconds(100)), (info.Start, info.TimeSource, info.TimeResolution));
    }

    [Fact]
    public void Inspect_BextAndNameShowTheSameClock_TakesTheNamesZone()
    {
        var path = Put("HYD11_20230710_060000.wav", new WavBytes().Data(100).Chunk("bext", WavBytes.Bext("2023:07:10", "06-00-00", 0)).ToArray());
        var info = Usable(path);
        Assert.Equal((Utc("2023-07-10T06:00:00Z"), "bext", TimeSpan.FromSeconds(1)), (info.Start, info.TimeSource, info.TimeResolution));
    }

    [Fact]
    public void Inspect_EmptyBext_IsNoTime()
    {
        var info = Usable(Put("a.wav", new WavBytes().Chunk("bext", WavBytes.Bext("0000-00-00", "00:00:00", 0)).Data(100).ToArray()));
        Assert.Equal("none", info.TimeSource);
    }

    [Theory]
    [InlineData("Recorded at 19:22:55 14/12/2020 (UTC-5) by AudioMoth 24F319055FDF2902 at medium gain setting", "2020-12-15T00:22:55Z", "24F319055FDF2902")]
    [InlineData("Recorded at 19:22:55 14/12/2020 (UTC) by AudioMoth 24F319055FDF2902", "2020-12-14T19:22:55Z", "24F319055FDF2902")]
    [InlineData("Recorded at 19:22:55 14/12/2020 (UTC+5:30) during deployment 1A2B", "2020-12-14T13:52:55Z", null)]
    [InlineData("Recorded at 19:22:55 14/12/2020 by AudioMoth 24F319055FDF2902", "2020-12-14T19:22:55Z", "24F319055FDF2902")]
    public void Inspect_AudioMothComment_IsTheTime(string comment, string utc, string? recorder)
    {
        var info = Usable(Put("20201214_192255.WAV", new WavBytes().Comment(comment).Data(100).ToArray()));
        var folder = Path.GetFileName(Path.GetDirectoryName(info.Path))!;
        Assert.Equal((Utc(utc), "audiomoth-comment", recorder ?? folder), (info.Start, info.TimeSource, info.Recorder));
    }

    [Fact]
    public void Inspect_Xwav_ListsTheHolesOfDutyCycle()
    {
        var start = new DateTime(2012, 12, 16, 19, 0, 0, 500);
        const long dataOffset = 12 + 24 + 8 + 56 + 64 + 8;
        var harp = WavBytes.Harp(dataOffset, (0, start), (750, start.AddMinutes(5)));
        var info = Usable(Put("Hawaii_K_14_121216_190000.df20.x.wav", new WavBytes().Chunk("harp", harp).Data(1500).ToArray()));
        Assert.Equal(("xwav", "Hawaii_K_14", TimeSpan.FromMilliseconds(1)), (info.TimeSource, info.Recorder, info.TimeResolution));
        Assert.Equal([new RecordingAnchor(0, Utc("2012-12-16T19:00:00.500Z")), new RecordingAnchor(750, Utc("2012-12-16T19:05:00.500Z"))], info.Anchors);
        Assert.Equal(new GeoPosition(19.58, -155.79), info.Position);
    }

    [Fact]
    public void Inspect_XwavWithEntriesOutsideTheSamples_SaysSo()
    {
        var start = new DateTime(2012, 12, 16, 19, 0, 0);
        const long dataOffset = 12 + 24 + 8 + 56 + 64 + 8;
        var info = Usable(Put("a.x.wav", new WavBytes().Chunk("harp", WavBytes.Harp(dataOffset, (0, start), (5000, start.AddMinutes(1)))).Data(1500).ToArray()));
        Assert.Single(info.Anchors);
        Assert.Contains("xwav", Assert.Single(info.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_Rf64_ReadsTheLongLengthAndTheChunksBehind()
    {
        byte[] sizes = [.. BitConverter.GetBytes(4000L), .. BitConverter.GetBytes(2000L), .. BitConverter.GetBytes(1000L), .. BitConverter.GetBytes(0)];
        var plain = new WavBytes { Form = "RF64" }.Data(1000, claimed: uint.MaxValue).Chunk("guan", Guano).ToArray();
        byte[] file = [.. plain[..12], .. "ds64"u8, .. BitConverter.GetBytes(sizes.Length), .. sizes, .. plain[12..]];
        var info = Usable(Put("a.rf64", file));
        Assert.Equal(("RF64, 16-bit PCM", 1000L, "guano"), (info.FormatName, info.Frames, info.TimeSource));
        Assert.Null(info.DeclaredFrames);
        Assert.Empty(info.Notes);
    }

    [Fact]
    public void Inspect_Truncated_CountsWhatIsThereAndDeclaresIt()
    {
        var path = Put("cut.wav", new WavBytes().Data(4000).ToArray()[..^3001]);
        var info = Usable(path);
        Assert.Equal((2499L, 4000L), (info.Frames, info.DeclaredFrames));
        Assert.Equal($"{path} is truncated: 2499 of 4000 sample frames are present.", Assert.Single(info.Notes));
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7FFF_FFFFu)]
    public void Inspect_HeaderNeverCompleted_CountsWhatIsThereAndSaysSo(uint claimed)
    {
        var info = Usable(Put("open.wav", new WavBytes().Data(4000, claimed).ToArray()));
        Assert.Equal(4000, info.Frames);
        Assert.Null(info.DeclaredFrames);
        Assert.Contains("never closed", Assert.Single(info.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(8, true)]
    public void Inspect_HeaderOfZeros_IsRepairedByLibsndfileOrRefused(int riffLength, bool usable)
    {
        var wav = new WavBytes().Data(4000, claimed: 0).ToArray();
        BitConverter.TryWriteBytes(wav.AsSpan(4), riffLength);
        var path = Put("zero.wav", wav);
        if (usable) Assert.Contains("never closed", Assert.Single(Usable(path).Notes), StringComparison.Ordinal);
        else Assert.Contains("although 8000 bytes follow it", Refused(path, RecordingProblemKind.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_HeaderClaimsLessThanIsThere_SaysWhatIsLeftOut()
    {
        var info = Usable(Put("less.wav", new WavBytes().Data(4000, claimed: 2000).ToArray()));
        Assert.Equal(1000, info.Frames);
        Assert.Contains("6000 bytes behind its last chunk", Assert.Single(info.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ZerosReservedBehindTheEnd_AreNothingLost() =>
        Assert.Empty(Usable(Put("reserved.wav", [.. new WavBytes().Data(400).ToArray(), .. new byte[100_000]])).Notes);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(262_144 - 44 - 6)]
    [InlineData(400_000)]
    public void Inspect_SecondHeaderAmongTheSamples_IsRefusedWithItsPlace(int at)
    {
        var first = new WavBytes().Data(300_000).ToArray();
        var second = new WavBytes().Data(5000).ToArray();
        var spliced = first.ToArray();
        second.CopyTo(spliced, 44 + at);
        var path = Put("spliced.wav", spliced);
        var problem = Refused(path, RecordingProblemKind.Unreadable);
        Assert.Contains($"at byte {44 + at}, at sample frame {at / 2},", problem, StringComparison.Ordinal);
        Assert.Equal(problem, RecordingInspector.SearchSamples(path)!.Message);
        Assert.True(RecordingInspector.Inspect(path, RecordingTimeRules.Default, searchSamples: false).IsUsable);
    }

    [Fact]
    public void Inspect_TwoFilesJoinedByteByByte_IsRefusedWithThePlace()
    {
        var first = new WavBytes().Data(3000).ToArray();
        var path = Put("joined.wav", [.. first, .. new WavBytes().Data(500).ToArray()]);
        Assert.Contains($"another RIFF file begins at byte {first.Length}", Refused(path, RecordingProblemKind.Unreadable), StringComparison.Ordinal);

        // The same with a first header that says no length: the second header lies among the samples.
        var open = new WavBytes().Data(3000, claimed: uint.MaxValue).ToArray();
        var streamed = Put("streamed.wav", [.. open, .. new WavBytes().Data(500).ToArray()]);
        Assert.Contains($"at byte {open.Length}, at sample frame 3000,", Refused(streamed, RecordingProblemKind.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_WordsOfAHeaderAmongTheSamplesWithoutItsForm_AreSamples()
    {
        var wav = new WavBytes().Data(3000).ToArray();
        "RIFF1234WAVX"u8.CopyTo(wav.AsSpan(1000));
        "XXXX1234WAVE"u8.CopyTo(wav.AsSpan(2000));
        Assert.Equal(3000, Usable(Put("words.wav", wav)).Frames);
    }

    [Fact]
    public void Inspect_WhatIsNoRecording_IsUnreadableInOneSentence()
    {
        var text = Put("notes.wav", Encoding.UTF8.GetBytes("calibration: 174 dB\n"));
        foreach (var path in new[] { Put("empty.wav", []), text, Put("headeronly.wav", new WavBytes().Data(0).ToArray()), Put("nodata.wav", new WavBytes().ToArray()), Folder, Path.Combine(Folder, "absent.wav") })
        {
            var message = Refused(path, RecordingProblemKind.Unreadable);
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.EndsWith(".", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }

        Assert.Contains("header but no samples", Refused(Path.Combine(Folder, "headeronly.wav"), RecordingProblemKind.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_AnyDamage_EndsWithARecordingOrAProblem()
    {
        const long dataOffset = 12 + 24 + 8 + 56 + 64 + 8;
        var start = new DateTime(2012, 12, 16, 19, 0, 0);
        var whole = new WavBytes()
            .Chunk("harp", WavBytes.Harp(dataOffset, (0, start), (75, start.AddMinutes(5))))
            .Chunk("bext", WavBytes.Bext("2023-07-10", "06:00:00", 5))
            .Comment("Recorded at 19:22:55 14/12/2020 (UTC-5)")
            .Data(150)
            .Chunk("guan", Guano)
            .ToArray();
        var random = new Random(77);
        var usable = 0;
        for (var i = 0; i < 1500; i++)
        {
            var bytes = whole.AsSpan(0, random.Next(3) == 0 ? random.Next(whole.Length) : whole.Length).ToArray();
            for (var damage = random.Next(1, 5); damage > 0 && bytes.Length > 0; damage--)
            {
                var at = random.Next(bytes.Length);
                // Chunk lengths of all ones are the damage that hurts most.
                bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 5))).Fill((byte)(random.Next(2) == 0 ? 0xFF : random.Next(256)));
            }

            var inspection = RecordingInspector.Inspect(Put("damaged.wav", bytes), new RecordingTimeRules(Zone: TimeSpan.Zero));
            if (!inspection.IsUsable)
            {
                Assert.DoesNotContain('\n', inspection.Problem.Message);
                continue;
            }

            usable++;
            Assert.True(inspection.Info.Frames > 0);
            Assert.All(inspection.Info.Anchors, anchor => Assert.InRange(anchor.Position, 0, inspection.Info.Frames - 1));
        }

        Assert.InRange(usable, 100, 1400);
    }

    [Fact]
    public void Inspect_RecordingThatOtherSoftwareWrote_NeedsNoRiff()
    {
        var path = Path.Combine(Folder, "HYD11_20230710_060000.flac");
        using (var writer = SndFileWriter.Create(path, 48_000, 1, AudioEncoding.FlacPcm16))
        {
            writer.Write(new float[4800]);
            writer.Close();
        }

        var info = Usable(path);
        Assert.Equal(("FLAC, 16-bit PCM", 4800L, Utc("2023-07-10T06:00:00Z")), (info.FormatName, info.Frames, info.Start));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.999)]
    public void Inspect_TruncatedFlac_CountsWhatCanBeReadAndDeclaresIt(double part)
    {
        var path = Path.Combine(Folder, "cut.flac");
        using (var writer = SndFileWriter.Create(path, 48_000, 1, AudioEncoding.FlacPcm16))
        {
            var random = new Random(5);
            writer.Write([.. Enumerable.Range(0, 300_000).Select(_ => random.NextSingle() - 0.5f)]);
            writer.Close();
        }

        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(int)(bytes.Length * part)]);
        var info = Usable(path);
        Assert.Equal(300_000, info.DeclaredFrames);
        Assert.InRange(info.Frames, (300_000 * part) - 8192, 300_000 * part);
        Assert.Equal($"{path} is truncated: {info.Frames} of 300000 sample frames are present.", Assert.Single(info.Notes));

        using var reader = SndFileReader.Open(path);
        var samples = new float[info.Frames];
        Assert.Equal(info.Frames, reader.Read(samples));

        File.WriteAllBytes(path, bytes[..200]);
        Assert.Contains("none of its samples can be read", Refused(path, RecordingProblemKind.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ExplicitStart_StandsOverAll()
    {
        var path = Put("S4A01234_20230710_060000.wav", new WavBytes().Data(100).Chunk("guan", Guano).ToArray());
        var info = Usable(path, new RecordingTimeRules(Start: Utc("2022-02-03T04:05:06+01:00")));
        Assert.Equal((Utc("2022-02-03T03:05:06Z"), "explicit"), (info.Start, info.TimeSource));
    }

    [Theory]
    [InlineData("data/audio/long/HYD11_20230710_060000.wav", "2023-07-10T06:00:00Z", "HYD11", 6_000_000)]
    [InlineData("data/audio/long/HYD12_20230902_221500.wav", "2023-09-02T22:15:00Z", "HYD12", 6_000_000)]
    public void Inspect_RealRecording_HasItsTimeFromItsName(string relative, string utc, string recorder, long frames)
    {
        var info = Usable(Repository.SharedPath(relative));
        Assert.Equal((Utc(utc), recorder, frames, "file-name:prefix"), (info.Start, info.Recorder, info.Frames, info.TimeSource));
        Assert.Empty(info.Notes);
    }

    [Fact]
    public void Inspect_RealClipsWithOffsetsInTheirNames_AreRelative()
    {
        // "…_121216_190000" is the time of the recording that the clip was cut from, not of the clip.
        var clips = Directory.GetFiles(Repository.SharedPath("data/audio/mn"), "Mn-1*.flac").Order(StringComparer.Ordinal).Take(20).ToList();
        Assert.All(clips, clip => Assert.Equal("none", Usable(clip).TimeSource));
        Assert.All(Directory.GetFiles(Repository.SharedPath("data/audio/continuous"), "*.flac"), clip => Assert.Equal("none", Usable(clip).TimeSource));
    }

    private static RecordingInfo Usable(string path, RecordingTimeRules? rules = null)
    {
        var inspection = RecordingInspector.Inspect(path, rules ?? RecordingTimeRules.Default);
        Assert.True(inspection.IsUsable, inspection.Problem?.Message);
        return inspection.Info;
    }

    private static string Refused(string path, RecordingProblemKind kind)
    {
        var inspection = RecordingInspector.Inspect(path, RecordingTimeRules.Default);
        Assert.False(inspection.IsUsable);
        Assert.Equal((path, kind), (inspection.Problem.Path, inspection.Problem.Kind));
        return inspection.Problem.Message;
    }
}
