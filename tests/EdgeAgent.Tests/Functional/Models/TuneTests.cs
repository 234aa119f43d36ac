using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>Thresholds of a model that listens, from labelled recordings, through the real binary.</summary>
public sealed class TuneTests : IDisposable
{
    private static readonly (double Begin, double End)[] Calls = [(3, 6), (9, 13), (20, 24), (30, 33)];

    private readonly Sea _sea = new();

    public void Dispose() => _sea.Dispose();

    [Fact]
    public async Task Tune_LabelledSong_EveryThresholdGivesWhatAReplayWithItGives()
    {
        var (recording, truth) = Song();

        var report = await TuneAsync(recording, truth, "0.6");

        var call = report["labels"]!.AsArray().Single(l => (string)l!["label"]! == "call")!;
        var chosen = (double)call["chosen"]!;
        Assert.True(Recall(At(call, chosen)) >= 0.6);
        Assert.All(call["points"]!.AsArray().Where(p => (double)p!["threshold"]! > chosen + 0.001), p => Assert.True(Recall(p!) < 0.6));
        foreach (var threshold in new[] { 0.3, chosen })
        {
            var low = Math.Min((double)call["low"]!, threshold);
            var replay = await _sea.ReplayAsync(recording, "--truth", truth, "--collar", "0.5", "--json", "--rule", FormattableString.Invariant($"High={threshold}"), "--rule", FormattableString.Invariant($"Low={low}"));
            var scored = JsonNode.Parse(string.Join('\n', replay.Exits(0).Output))!["labels"]!.AsArray().Single(l => (string)l!["label"]! == "call")!;
            foreach (var figure in new[] { "recall", "precision" }) Assert.Equal(scored[figure]!.ToJsonString(), At(call, threshold)[figure]!.ToJsonString());
            Assert.Equal(scored["falseEvents"]!.ToJsonString(), At(call, threshold)["falsePerHour"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Tune_SignedPackage_IsNotWritten()
    {
        var (recording, truth) = Song();
        File.WriteAllText(Path.Combine(_sea.Repository, "energy", "1", "model.sig"), "{}");

        (await AgentProcess.RunAsync([.. Arguments(recording, truth, "0.5"), "--write"])).Refuses(78, "energy", "signed");
    }

    [Fact]
    public async Task Tune_TargetThatIsNone_IsAUsageError()
    {
        var (recording, truth) = Song();
        (await AgentProcess.RunAsync(Arguments(recording, truth, "1.5"))).Refuses(2, "--target-recall");
    }

    private (string Recording, string Truth) Song()
    {
        // The fourth call is not in the sound, and the second is not in the truth.
        var recording = _sea.Folder.Write("song.wav", WavWriter.Pcm16(SongMaker.Make(40, EnergyPackage.Rate, [.. Calls[..3]]), EnergyPackage.Rate));
        var rows = Calls.Where((_, i) => i != 1).Select(c => FormattableString.Invariant($"{c.Begin},{c.End},call\n"));
        return (recording, _sea.Folder.Write("truth.csv", Encoding.ASCII.GetBytes($"begin_s,end_s,label\n{string.Concat(rows)}")));
    }

    private string[] Arguments(string recording, string truth, string target) =>
        ["models", "tune", "energy", recording, "--truth", truth, "--collar", "0.5", "--target-recall", target, "--json", "--set", $"Models:Repository={_sea.Repository}"];

    private async Task<JsonNode> TuneAsync(string recording, string truth, string target) =>
        JsonNode.Parse(string.Join('\n', (await AgentProcess.RunAsync(Arguments(recording, truth, target))).Exits(0).Output))!;

    private static JsonNode At(JsonNode label, double threshold) => label["points"]!.AsArray().Single(p => Math.Abs((double)p!["threshold"]! - threshold) < 0.001)!;

    private static double Recall(JsonNode point) => (double)point["recall"]!["value"]!;
}
