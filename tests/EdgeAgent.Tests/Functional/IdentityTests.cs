using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The same sound gives the same events, however it is given to the agent.</summary>
public sealed class IdentityTests(LongSong song)
{
    [Fact]
    public void Replay_WholeRecording_EveryEventOpensClosesAndHasItsOwnScore()
    {
        var closed = AgentEvents.Closed(song.Whole);
        Assert.Equal(closed.Count, AgentEvents.Parse(song.Whole).Count(e => (int)e["revision"]! == 0));
        Assert.Equal(closed.Count, closed.Select(AgentEvents.Id).Distinct().Count());
        Assert.True(closed.Select(e => (float)e["score"]!["mean"]!).Distinct().Count() > 50);
        Assert.Equal(["call", "loud"], closed.Select(e => (string)e["label"]!).Distinct().Order());
        Assert.All(closed, e => Assert.Equal(Song.StreamId, (string)e["stream"]!["id"]!));
    }

    [Fact]
    public async Task Replay_TenFilesCutInsideTenEvents_GivesTheSameEvents()
    {
        using var folder = new TemporaryFolder();
        // Odd sample frames in the midst of nine calls, which both labels hear.
        var closed = AgentEvents.Closed(song.Whole);
        int[] cuts = [.. closed.Where(e => (string?)e["label"] == "loud").Where((_, i) => i % 5 == 3).Take(9).Select(e => (int)((e.First() + e.Last()) / 2) | 1)];
        Assert.Equal(9, cuts.Length);
        Assert.True(closed.Count(e => cuts.Any(cut => cut > e.First() && cut < e.Last())) >= 10);
        Assert.All(cuts, cut => Assert.NotEqual(0, cut % EnergyPackage.HopSamples));

        var result = (await song.Sea.ReplayAsync(song.Song.WriteCut(folder.Path, cuts))).Exits(0);

        Assert.Equal(10, folder.Content("").Length);
        Assert.Equal(AgentEvents.WithoutFiles(song.Whole), AgentEvents.WithoutFiles(result.Output));
    }

    [Theory]
    [InlineData("200", "1")]
    [InlineData("max", "4")]
    public async Task Replay_AtASpeedOnCores_GivesTheSameBytes(string speed, string jobs)
    {
        var result = (await song.Sea.ReplayAsync(song.Path, "--speed", speed, "--jobs", jobs)).Exits(0);
        Assert.Equal(song.Whole, result.Output);
    }

    [Fact]
    public async Task Replay_EightTimesRealTime_GivesTheSameBytes()
    {
        using var sea = new Sea();
        var path = sea.ShortSong();
        var unpaced = (await sea.ReplayAsync(path, "--speed", "max")).Exits(0);
        var paced = (await sea.ReplayAsync(path, "--speed", "8")).Exits(0);
        Assert.True(AgentEvents.Closed(unpaced.Output).Count >= 2);
        Assert.Equal(unpaced.Output, paced.Output);
    }

    [Fact]
    public async Task Replay_RawPcmOnStandardInput_GivesTheSameEvents()
    {
        var result = (await song.Sea.ReplayInputAsync(song.Song.Raw, "--rate", "4000", "--stream-id", Song.StreamId, "--start", Song.Start)).Exits(0);
        Assert.Equal(AgentEvents.Without(song.Whole, "recording", "source"), AgentEvents.Without(result.Output, "recording", "source"));
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    [InlineData(3000)]
    public async Task Replay_AnotherRateThanTheModels_GivesTheSameEventsInEveryWay(int rate)
    {
        using var sea = new Sea();
        var resampled = new Song(SongMaker.Make(60, rate, SongMaker.Calls(60)), rate);
        var whole = (await sea.ReplayAsync(resampled.Write(sea.Folder.Folder("whole")), "--jobs", "1")).Exits(0).Output;
        Assert.True(AgentEvents.Closed(whole).Count >= 8);
        Assert.Contains(AgentEvents.Closed(whole), e => e.First() < (20 * rate) + 1 && e.Last() > 20 * rate);

        var cut = (await sea.ReplayAsync(resampled.WriteCut(sea.Folder.Folder("cut"), [(7 * rate) + 1, (20 * rate) + 333, (41 * rate) + 77]))).Exits(0);
        var raw = (await sea.ReplayInputAsync(resampled.Raw, "--rate", $"{rate}", "--stream-id", Song.StreamId, "--start", Song.Start, "--jobs", "3")).Exits(0);

        Assert.Equal(AgentEvents.WithoutFiles(whole), AgentEvents.WithoutFiles(cut.Output));
        Assert.Equal(AgentEvents.Without(whole, "recording", "source"), AgentEvents.Without(raw.Output, "recording", "source"));
    }

    [Fact]
    public async Task Replay_SecondChannelOfTwo_HearsTheSameCalls()
    {
        using var sea = new Sea();
        var mono = SongMaker.Make(60, EnergyPackage.Rate, SongMaker.Calls(60));
        var other = SongMaker.Make(60, EnergyPackage.Rate, [], seed: 7);
        var stereo = new Song([.. other.Zip(mono, (left, right) => new[] { left, right }).SelectMany(frame => frame)], EnergyPackage.Rate, 2);
        var alone = (await sea.ReplayAsync(new Song(mono, EnergyPackage.Rate).Write(sea.Folder.Folder("mono")))).Exits(0).Output;

        var second = (await sea.ReplayAsync(stereo.Write(sea.Folder.Folder("stereo")), "--channel", "2")).Exits(0).Output;
        var cut = (await sea.ReplayAsync(stereo.WriteCut(sea.Folder.Folder("cut"), [40001, 121003]), "--channel", "2")).Exits(0).Output;
        var silent = (await sea.ReplayAsync(sea.Folder["stereo"], "--channel", "1")).Exits(0).Output;

        Assert.True(AgentEvents.Closed(alone).Count >= 8);
        // The channel is part of the configuration, so that ids differ.
        Assert.Equal(AgentEvents.Without(alone, "id", "config", "recording"), AgentEvents.Without(second, "id", "config", "recording"));
        Assert.Equal(AgentEvents.WithoutFiles(second), AgentEvents.WithoutFiles(cut));
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Replay_TwiceIntoFiles_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        using var sea = new Sea();
        var recordings = sea.Folder.Folder("recordings");
        song.Song.WriteCut(recordings, [400_001, 1_100_003]);
        foreach (var recorder in (string[])["A", "B", "C"]) song.Song.WriteFrom(recordings, 0, 240_000, recorder);
        string[] common = [recordings, "--format", "ndjson,csv,raven,audacity"];

        (await sea.ReplayAsync([.. common, "--out", folder["once"], "--jobs", "1"])).Exits(0);
        (await sea.ReplayAsync([.. common, "--out", folder["again"], "--jobs", "4"])).Exits(0);

        var names = folder.Content("once");
        Assert.Equal(4 + (6 * 2), names.Length);
        Assert.Equal(names, folder.Content("again"));
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(Path.Combine(folder["once"], name)), File.ReadAllBytes(Path.Combine(folder["again"], name))));
        Assert.True(AgentEvents.Closed(File.ReadLines(folder["once/events.ndjson"])).Count > 60);
    }

    [Fact]
    public async Task Replay_ShippedModelOnARealRecording_SameEventsInTenFilesAndOnStandardInput()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, "models/repository/humpback/1/model.json")), "needs the shipped model package");
        var recording = Repository.SharedPath("data/audio/long/HYD11_20230710_060000.wav");
        using var folder = new TemporaryFolder();
        string[] common = ["--set", $"Models:Repository={Path.Combine(Repository.Root, "models/repository")}", "--model", "humpback:1",
            "--rule", "High=0.2", "--rule", "Low=0.1", "--rule", "KOfN=1/1", "--rule", "MinSeconds=0", "--rule", "MergeGapSeconds=0", "--rule", "Smoothing=none"];
        var bytes = await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken);
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes.AsSpan(44)).ToArray();
        var whole = (await AgentProcess.RunAsync(["replay", recording, .. common])).Exits(0).Output;
        Assert.True(AgentEvents.Closed(whole).Count >= 10);
        for (var i = 0; i < 10; i++)
        {
            var from = i == 0 ? 0 : (i * samples.Length / 10) | 1;
            var to = i == 9 ? samples.Length : ((i + 1) * samples.Length / 10) | 1;
            var time = new DateTime(2023, 7, 10, 6, 0, 0, DateTimeKind.Utc).AddSeconds(from / 10000);
            folder.Write(FormattableString.Invariant($"cut/HYD11_{time:yyyyMMdd_HHmmss}.wav"), WavWriter.Pcm16(samples.AsSpan(from, to - from), 10000));
        }

        var cut = (await AgentProcess.RunAsync(["replay", folder["cut"], .. common])).Exits(0).Output;
        var raw = (await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["replay", "-", "--rate", "10000", "--stream-id", "HYD11/20230710T060000Z", "--start", "2023-07-10T06:00:00Z", .. common],
            Input = bytes.AsMemory(44),
        })).Exits(0).Output;

        Assert.Equal(AgentEvents.WithoutFiles(whole), AgentEvents.WithoutFiles(cut));
        Assert.Equal(AgentEvents.Without(whole, "recording", "source"), AgentEvents.Without(raw, "recording", "source"));
    }
}
