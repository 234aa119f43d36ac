using System.Runtime.Versioning;
using System.Text;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>Recordings and raw PCM that are damaged, absent or something else: one sentence, exit code 42, no results.</summary>
public sealed class BadRecordingTests
{
    private const int Rate = EnergyPackage.Rate;

    private static readonly short[] Sound = SongMaker.Make(16, Rate, [(3, 6), (9, 13)]);

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "zero length", [], "is empty (0 bytes)" },
        { "header without samples", WavWriter.Pcm16([], Rate), "no samples" },
        { "never closed", WavWriter.Bytes(1, 1, Rate, 16, WavWriter.Pcm16(Sound, Rate).AsSpan(44), declaredBytes: 0), "its recorder did not close it; repair the header" },
        { "text", Encoding.ASCII.GetBytes("station,time\nreef,2026-03-15\n"), "is not an audio file" },
        { "half a header", WavWriter.Pcm16(Sound, Rate)[..30], "damaged header" },
        { "second header in the data", WavWriter.Bytes(1, 1, Rate, 16, [.. WavWriter.Pcm16(Sound, Rate)[44..], .. WavWriter.Pcm16(Sound, Rate)]), "holds a second recording" },
        { "second file behind", [.. WavWriter.Pcm16(Sound, Rate), .. WavWriter.Pcm16(Sound, Rate)], "holds a second recording" },
        { "NaN", Float(float.NaN), "sample 30000 (7.500 s) is not a finite number" },
        { "infinity", Float(float.NegativeInfinity), "sample 30000 (7.500 s) is not a finite number" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Replay_BadFile_OneSentenceThatNamesItAndNoResults(string what, byte[] bytes, string sentence)
    {
        using var sea = new Sea();
        var path = sea.Folder.Write($"bad {what}.wav", bytes);

        var result = await sea.ReplayAsync(path, "--out", sea.Folder["results"], "--format", "ndjson,csv,raven,audacity");

        result.Refuses(42, path, sentence);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Fact]
    public async Task Replay_TruncatedFile_RefusedUnlessItKeepsGoing()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("cut.wav", WavWriter.Bytes(1, 1, Rate, 16, WavWriter.Pcm16(Sound, Rate).AsSpan(44, 80_001), declaredBytes: 128_000));
        var whole = sea.Folder.Write("same/cut.wav", WavWriter.Pcm16(Sound.AsSpan(0, 40_000), Rate));

        (await sea.ReplayAsync(path, "--out", sea.Folder["none"])).Refuses(42, $"{path} is cut short: 40000 of 64000 sample frames are there", "--keep-going");
        Assert.False(Directory.Exists(sea.Folder["none"]));

        var result = (await sea.ReplayAsync(path, "--keep-going")).Exits(42);
        var gap = Assert.Single(AgentEvents.Gaps(result.Output));
        Assert.Equal(("truncated", 6.0), ((string)gap["cause"]!, (double)gap["lost"]!["seconds"]!));
        Assert.NotEmpty(AgentEvents.Closed(result.Output));
        Assert.Equal(
            AgentEvents.WithoutFiles((await sea.ReplayAsync(whole)).Exits(0).Output),
            AgentEvents.WithoutFiles([.. result.Output.Where(line => !line.Contains("\"kind\":\"gap\"", StringComparison.Ordinal))]));
    }

    [Fact]
    public async Task Replay_HeaderThatClaimsMoreThanThereIs_IsRefused()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("liar.wav", WavWriter.Bytes(1, 1, Rate, 16, WavWriter.Pcm16(Sound, Rate).AsSpan(44), 1_000_000u));

        (await sea.ReplayAsync(path)).Refuses(42, "is cut short: 64000 of 500000 sample frames are there");
    }

    [Fact]
    public async Task Replay_HeaderThatWasNeverClosed_EverySampleIsAnalysedWithANote()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("liar.wav", WavWriter.Bytes(1, 1, Rate, 16, WavWriter.Pcm16(Sound, Rate).AsSpan(44), uint.MaxValue));

        var result = (await sea.ReplayAsync(path)).Exits(0).Notes("was never closed by its recorder");

        Assert.Equal(2, AgentEvents.Closed(result.Output).Count(e => (string?)e["label"] == "call"));
    }

    [Fact]
    public async Task Replay_SamplesBehindTheDeclaredEnd_AreDeclared()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("short.wav", WavWriter.Bytes(1, 1, Rate, 16, WavWriter.Pcm16(Sound, Rate).AsSpan(44), 60_000));
        (await sea.ReplayAsync(path)).Exits(0).Notes("behind its last chunk that its header does not account for; they are not analysed");
    }

    [Fact]
    public async Task Replay_OneBadFileAmongGood_RefusedUnlessItKeepsGoing()
    {
        using var sea = new Sea();
        var song = new Song(Sound, Rate);
        var folder = sea.Folder.Folder("recordings");
        song.WriteFrom(folder, 0, song.Frames, "A");
        song.WriteFrom(folder, 0, song.Frames, "C");
        var bad = sea.Folder.Write("recordings/B_20260315_093000.wav", Encoding.ASCII.GetBytes("no sound"));

        (await sea.ReplayAsync(folder, "--out", sea.Folder["none"])).Refuses(42, bad);
        Assert.False(Directory.Exists(sea.Folder["none"]));

        (await sea.ReplayAsync(folder, "--keep-going", "--out", sea.Folder["kept"])).Exits(42).Notes($"left out: {bad} is not an audio file");
        var lines = File.ReadAllLines(sea.Folder["kept/events.ndjson"]);
        var gap = Assert.Single(AgentEvents.Gaps(lines));
        Assert.Equal("unreadable", (string)gap["cause"]!);
        Assert.Contains(bad, (string)gap["detail"]!, StringComparison.Ordinal);
        Assert.Equal(["A", "C"], AgentEvents.Closed(lines).Select(e => (string)e["source"]!).Distinct());
    }

    [Fact]
    public async Task Replay_JoinedFilesOfWhichOneTurnsBad_LosesTheRestOfThatFileOnly()
    {
        using var sea = new Sea();
        var folder = sea.Folder.Folder("recordings");
        // Four files of 16 s that follow each other; the first breaks after 7.5 s.
        sea.Folder.Write("recordings/R_20260315_093000.wav", Float(float.NaN));
        for (var i = 1; i < 4; i++) sea.Folder.Write($"recordings/R_20260315_0930{16 * i:D2}.wav", WavWriter.Floats(SongMaker.Make(16, Rate, [(3, 6), (9, 13)]).Select(v => v / 32768f).ToArray(), Rate));
        var truth = sea.Folder.Write("truth.csv", Encoding.ASCII.GetBytes("file,begin_s,end_s,label\nR_20260315_093000.wav,9,13,call\nR_20260315_093016.wav,3,6,call\n"));

        var result = (await sea.ReplayAsync(folder, "--keep-going", "--out", sea.Folder["kept"], "--truth", truth)).Exits(42);

        var lines = File.ReadAllLines(sea.Folder["kept/events.ndjson"]);
        var gap = Assert.Single(AgentEvents.Gaps(lines));
        Assert.Equal(("unreadable", 8.5), ((string)gap["cause"]!, (double)gap["lost"]!["seconds"]!));
        Assert.Equal(("2026-03-15T09:30:07.500Z", "2026-03-15T09:30:16.000Z"), ((string)gap["from"]!, (string)gap["to"]!));
        Assert.Contains("R_20260315_093000.wav: sample 30000 (7.500 s)", (string)gap["detail"]!, StringComparison.Ordinal);
        var calls = AgentEvents.Closed(lines).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal(7, calls.Length);
        Assert.Equal(["R/20260315T093000Z", "R/20260315T093000Z+64000"], calls.Select(e => (string)e["stream"]!["id"]!).Distinct());
        Assert.StartsWith("2026-03-15T09:30:1", (string)calls[1]["onset"]!, StringComparison.Ordinal);
        // What was not heard counts neither as heard nor as missed.
        Assert.Contains("0.015 h analysed, 1 truth item", string.Join('\n', result.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_FileThatTurnsBadOnTheWay_KeepsGoingWithAGapAndItsGoodPart()
    {
        using var sea = new Sea();
        sea.Folder.Write("recordings/a.wav", Float(float.NaN));
        sea.Folder.Write("recordings/b.wav", WavWriter.Pcm16(Sound, Rate));

        (await sea.ReplayAsync(sea.Folder["recordings"], "--keep-going", "--out", sea.Folder["kept"])).Exits(42).Notes("left out from here: ");

        var lines = File.ReadAllLines(sea.Folder["kept/events.ndjson"]);
        Assert.Contains("is not a finite number", (string)Assert.Single(AgentEvents.Gaps(lines))["detail"]!, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "b"], AgentEvents.Closed(lines).Where(e => (string?)e["label"] == "call").Select(e => (string)e["stream"]!["id"]!));
    }

    [Fact]
    public async Task Replay_NotFiniteInOneOfJoinedFiles_NamesThatFileAndThePlaceInIt()
    {
        using var sea = new Sea();
        var song = new Song(Sound, Rate);
        var folder = sea.Folder.Folder("recordings");
        song.WriteFrom(folder, 0, 20_001);
        song.WriteFrom(folder, 44_000, song.Frames);
        float[] samples = [.. Sound[20_001..44_000].Select(sample => sample / 32768f)];
        samples[10_000] = float.NaN;
        var bad = sea.Folder.Write("recordings/BUOY_20260315_093005.wav", WavWriter.Floats(samples, Rate));

        (await sea.ReplayAsync(folder)).Refuses(42, $"{bad}: sample 10000 (2.500 s) is not a finite number");
    }

    [Theory]
    [InlineData("RIFF")]
    [InlineData("fLaC")]
    public async Task ReplayInput_SoundFileInsteadOfRawPcm_Refused(string magic)
    {
        using var sea = new Sea();
        var result = await sea.ReplayInputAsync([.. Encoding.ASCII.GetBytes(magic), .. new Song(Sound, Rate).Raw], "--rate", "4000", "--out", sea.Folder["results"]);
        result.Refuses(42, "standard input", $"begins with a {magic} header");
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Fact]
    public async Task ReplayInput_EndsInsideAFrame_Refused()
    {
        using var sea = new Sea();
        var result = await sea.ReplayInputAsync([.. new Song(Sound, Rate).Raw, 1, 2, 3], "--rate", "4000", "--channels", "2", "--out", sea.Folder["results"]);
        result.Refuses(42, "standard input: the input ends inside a sample frame (3 of 4 bytes)");
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Fact]
    public async Task ReplayInput_Nothing_Refused()
    {
        using var sea = new Sea();
        var result = await sea.ReplayInputAsync([], "--rate", "4000", "--out", sea.Folder["results"]);
        result.Refuses(42, "standard input: ended before its first sample frame");
        Assert.False(Directory.Exists(sea.Folder["results"]));
    }

    [Theory]
    [InlineData("absent.wav", "there is no such file or folder")]
    [InlineData("*.flac", "matches no file")]
    [InlineData("absent/*.wav", "is not there")]
    [InlineData("empty", "holds no recording")]
    public async Task Replay_InputThatIsNotThere_Refused(string input, string sentence)
    {
        using var sea = new Sea();
        sea.Folder.Folder("empty");
        (await sea.ReplayAsync(sea.Folder[input])).Refuses(42, sea.Folder[input], sentence);
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("open/locked.wav")]
    [SupportedOSPlatform("linux")]
    public async Task Replay_WithoutTheRightToRead_Refused(string input)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "needs root and setpriv to become a user without rights");
        using var sea = new Sea();
        sea.Folder.Write("locked/a.wav", WavWriter.Pcm16(Sound, Rate));
        var file = sea.Folder.Write("open/locked.wav", WavWriter.Pcm16(Sound, Rate));
        foreach (var folder in Directory.EnumerateDirectories(sea.Folder.Path, "*", SearchOption.AllDirectories).Append(sea.Folder.Path))
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(sea.Folder["locked"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);

        var result = await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = sea.Arguments(sea.Folder[input]),
            Under = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            Environment = new Dictionary<string, string> { ["HOME"] = "/nonexistent" },
        });

        result.Refuses(42, sea.Folder[input], "denied");
    }

    private static byte[] Float(float bad)
    {
        float[] samples = [.. Sound.Select(sample => sample / 32768f)];
        samples[30_000] = bad;
        return WavWriter.Floats(samples, Rate);
    }
}
