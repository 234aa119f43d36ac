using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>Holes between recordings, and the ends of recordings.</summary>
public sealed class GapTests
{
    private const int Rate = EnergyPackage.Rate;

    [Fact]
    public async Task Replay_DutyCycleHole_GapRecordAndTwoEpochsThatShareNoWindow()
    {
        using var sea = new Sea();
        // A call reaches over the hole: heard until the first file's end and again from the second's start, as two events.
        var song = new Song(SongMaker.Make(90, Rate, [(10, 13), (25, 70), (80, 83)]), Rate);
        var folder = sea.Folder.Folder("recordings");
        song.WriteFrom(folder, 0, 30 * Rate);
        var second = song.WriteFrom(folder, 60 * Rate, 90 * Rate);

        var lines = (await sea.ReplayAsync(folder, "--rule", "MaxSeconds=100")).Exits(0).Output;
        var alone = (await sea.ReplayAsync(second, "--rule", "MaxSeconds=100")).Exits(0).Output;

        var gap = Assert.Single(AgentEvents.Gaps(lines));
        Assert.Equal("recording-hole", (string)gap["cause"]!);
        Assert.Equal("2026-03-15T09:30:30.000Z", (string)gap["from"]!);
        Assert.Equal("2026-03-15T09:31:00.000Z", (string)gap["to"]!);
        Assert.Equal(30, (double)gap["lost"]!["seconds"]!);
        var epochs = AgentEvents.Closed(lines).GroupBy(e => (string)e["stream"]!["id"]!).ToArray();
        Assert.Equal(["BUOY/20260315T093000Z", "BUOY/20260315T093100Z"], epochs.Select(epoch => epoch.Key));
        var before = epochs[0].Last(e => (string?)e["label"] == "call");
        Assert.Equal("gap", (string)before["reason"]!);
        Assert.Equal(30 * Rate, before.Last());
        Assert.Equal(0, epochs[1].First(e => (string?)e["label"] == "call").First());
        Assert.Equal(AgentEvents.Closed(lines).Count, AgentEvents.Closed(lines).Select(AgentEvents.Id).Distinct().Count());
        // What lies behind the hole sounds as if nothing had been before.
        Assert.Equal(alone, AgentEvents.Parse(lines).Where(e => (string?)e["stream"]?["id"] == epochs[1].Key).Select(e => e.ToJsonString()));
        Assert.NotEmpty(alone);
    }

    [Fact]
    public async Task Replay_RecordingShorterThanAWindow_IsAnalysed()
    {
        using var sea = new Sea();
        var path = sea.Folder.Write("shot.wav", WavWriter.Pcm16(SongMaker.Make(0.7, Rate, [(0, 0.7)]), Rate));

        var lines = (await sea.ReplayAsync(path, "--rule", "KOfN=1/1", "--rule", "High=0.5", "--rule", "Smoothing=none")).Exits(0).Output;

        var closed = Assert.Single(AgentEvents.Closed(lines), e => (string?)e["label"] == "call");
        Assert.Equal(0, closed.First());
        Assert.Equal((int)(0.7 * Rate), closed.Last());
    }

    [Fact]
    public async Task Replay_CallAtTheVeryEnd_IsHeardBehindTheLastHop()
    {
        using var sea = new Sea();
        // 10.2 s: the grid's last window ends at 10 s; only the window that ends with the recording holds enough of the call.
        var path = sea.Folder.Write("tail.wav", WavWriter.Pcm16(SongMaker.Make(10.2, Rate, [(9.55, 10.2)]), Rate));
        string[] rules = ["--rule", "KOfN=1/1", "--rule", "Smoothing=none", "--rule", "MinSeconds=0"];

        var free = AgentEvents.Closed((await sea.ReplayAsync([path, .. rules, "--rule", "High=0.3"])).Exits(0).Output).First(e => (string?)e["label"] == "call");
        Assert.Equal((int)(10.2 * Rate), free.Last());
        var peak = (float)free["score"]!["peak"]!;
        var threshold = FormattableString.Invariant($"High={peak:R}");
        var last = Assert.Single(AgentEvents.Closed((await sea.ReplayAsync([path, .. rules, "--rule", threshold, "--rule", FormattableString.Invariant($"Low={peak:R}")])).Exits(0).Output), e => (string?)e["label"] == "call");

        // The highest score is that of the last window alone, and its cell reaches to the end.
        Assert.Equal(1, (int)last["score"]!["windows"]!);
        Assert.Equal((int)(10.2 * Rate), last.Last());
        Assert.True(last.First() > 9.5 * Rate);
    }
}
