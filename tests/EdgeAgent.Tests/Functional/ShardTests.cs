using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The parts of a replay together give the events of the whole.</summary>
public sealed class ShardTests(LongSong song)
{
    [Fact]
    public async Task Replay_ThreeShards_TogetherGiveTheWhole()
    {
        var border = song.Song.Frames / 3;
        Assert.Contains(AgentEvents.Closed(song.Whole), e => e.First() < 2 * border && e.Last() > 2 * border);

        Assert.Equal(song.Whole.Order(StringComparer.Ordinal), (await ReplayShardsAsync(song.Sea, 3, song.Path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("30", true)]
    [InlineData("10000", false)]
    public async Task Replay_ShardsOfACallLongerThanTheLeadIn_TogetherGiveTheWhole(string maxSeconds, bool isCut)
    {
        using var sea = new Sea();
        // The second border lies 200 s into the call, beyond the lead-in of about a minute, and behind several forced cuts.
        var path = sea.Folder.Write("long.wav", WavWriter.Pcm16(SongMaker.Make(600, EnergyPackage.Rate, [(20, 24), (198, 202), (210, 560), (570, 575)]), EnergyPackage.Rate));
        string[] rules = ["--rule", $"MaxSeconds={maxSeconds}"];
        var whole = (await sea.ReplayAsync([path, .. rules])).Exits(0).Output;
        Assert.Equal(isCut, AgentEvents.Closed(whole).Exists(e => (string?)e["reason"] == "max-length" && e["continues"] is not null));
        Assert.Contains(AgentEvents.Closed(whole), e => e.First() < 200 * EnergyPackage.Rate && e.Last() > 200 * EnergyPackage.Rate);
        Assert.Contains(AgentEvents.Closed(whole), e => e.First() < 400 * EnergyPackage.Rate && e.Last() > 400 * EnergyPackage.Rate);

        Assert.Equal(whole.Order(StringComparer.Ordinal), (await ReplayShardsAsync(sea, 3, [path, .. rules])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_ShardsWithTwoModelsOfWhichOneNeverRests_NothingIsSentTwice()
    {
        using var sea = new Sea();
        // hot never falls below its low threshold, so that its lead-in grows to the start while energy's is long enough.
        EnergyPackage.Write(sea.Repository, "hot", change: manifest =>
        {
            manifest["events"]!["low"] = 0;
            manifest["events"]!["maxSeconds"] = 1000;
        });
        var path = sea.Folder.Write("long.wav", WavWriter.Pcm16(SongMaker.Make(400, EnergyPackage.Rate, [(20, 24), (150, 153), (250, 254), (300, 304)]), EnergyPackage.Rate));
        string[] models = ["--model", "energy", "--model", "hot"];
        var whole = (await sea.ReplayAsync([path, .. models])).Exits(0).Output;
        Assert.Contains(AgentEvents.Closed(whole), e => (string)e["model"]!["name"]! == "hot" && e.First() < 200 * EnergyPackage.Rate && e.Last() > 200 * EnergyPackage.Rate);

        Assert.Equal(whole.Order(StringComparer.Ordinal), (await ReplayShardsAsync(sea, 2, [path, .. models])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_ShardsOverFilesWithHoles_EachGapIsDeclaredOnce()
    {
        using var sea = new Sea();
        var folder = sea.Folder.Folder("recordings");
        for (var i = 0; i < 5; i++) song.Song.WriteFrom(folder, i * 400_000, (i * 400_000) + 250_001 + i);
        var whole = (await sea.ReplayAsync(folder)).Exits(0).Output;
        Assert.Equal(4, AgentEvents.Gaps(whole).Count);

        Assert.Equal(whole.Order(StringComparer.Ordinal), (await ReplayShardsAsync(sea, 4, folder)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_MoreShardsThanSound_EmptyShardsEndWell()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("click.wav", WavWriter.Pcm16([1000, 1000], EnergyPackage.Rate));
        var lines = await ReplayShardsAsync(sea, 3, path);
        Assert.Empty(lines);
    }

    private static async Task<List<string>> ReplayShardsAsync(Sea sea, int count, params string[] arguments)
    {
        var lines = new List<string>();
        for (var i = 1; i <= count; i++) lines.AddRange((await sea.ReplayAsync([.. arguments, "--shard", $"{i}/{count}"])).Exits(0).Output);
        return lines;
    }
}
