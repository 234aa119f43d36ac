using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

/// <summary>
/// Scores made-up events against real tables. The expected numbers come from another program: brute force over a grid of milliseconds
/// in NumPy, and SciPy's <c>maximum_bipartite_matching</c>.
/// </summary>
public sealed class RealTruthTests
{
    [Theory]
    [InlineData("HYD11_20230710_060000", ".csv", 62, 58, 37, 6, 33, 363.435, "24/24 16/19 18/19", "ambient 22 233.231|harp_other 1 4.073|rain 5 55.979|wind 6 74.225")]
    [InlineData("HYD11_20230710_060000", ".encounters.csv", 22, 21, 37, 2, 33, 362.284, "7/7 5/5 9/10", "ambient 22 232.461|harp_other 1 4.073|rain 5 55.780|wind 6 74.043")]
    [InlineData("HYD12_20230902_221500", ".csv", 66, 55, 43, 11, 27, 366.695, "18/21 21/25 16/20", "ambient 11 142.893|minke_whale 1 5.000|orca 2 15.390|pinniped 1 5.000|ship 16 174.129|shrimp 2 27.952|unidentified_bio 2 35.354")]
    [InlineData("HYD12_20230902_221500", ".encounters.csv", 22, 22, 43, 2, 27, 365.878, "8/8 6/6 8/8", "ambient 11 142.893|minke_whale 1 5.000|orca 2 15.390|pinniped 1 5.000|ship 16 174.129|shrimp 2 27.218|unidentified_bio 2 34.537")]
    public void Score_RealTables_AgreesWithAnIndependentProgram(string recording, string ending, int items, int found, int right, int matched, int wrong, double quiet, string snr, string kinds)
    {
        var folder = Repository.SharedPath("data/audio/long");
        AnalysedSpan[] analysed = [new($"somewhere/{recording}.wav", 0, 600)];
        var truth = TruthResolver.Truth([TruthReader.Read(Path.Combine(folder, recording + ending))], analysed, TruthLabels.Parse([], ["humpback"]), out var elsewhere);
        var confusers = TruthResolver.Confusers([ConfuserReader.Read(Path.Combine(folder, recording + ".bed.csv"))], analysed);
        var events = Enumerable.Range(0, 70).Select(i => (Begin: i * 8.5 + i * 7 % 10 * 0.3, Seconds: 1 + i % 5 * 1.5))
            .Select(made => new ScoredEvent("humpback", analysed[0].File, made.Begin, made.Begin + made.Seconds, 0.9)).ToArray();

        var label = Assert.Single(Evaluator.Score(truth, events, new EvaluationOptions { Labels = ["humpback"], Analysed = analysed, Confusers = confusers }).Labels);
        Assert.Equal(0, elsewhere);
        Assert.Equal((found, items), (label.Recall.Count, label.Recall.Of));
        Assert.Equal((right, 70), (label.Precision.Count, label.Precision.Of));
        Assert.Equal(matched, label.OneToOne.Recall.Count);
        Assert.Equal(wrong, label.FalseEvents.Count);
        Assert.Equal(quiet, label.FalseEvents.Hours * 3600, 1e-6);
        Assert.Equal(snr, string.Join(' ', label.BySnr.Select(part => $"{part.Recall.Count}/{part.Recall.Of}")));
        Assert.Equal(kinds, string.Join('|', label.Confusers.Select(kind => FormattableString.Invariant($"{kind.Kind} {kind.FalseEvents.Count} {kind.FalseEvents.Hours * 3600:F3}"))));
    }

    [Fact]
    public void Truth_BothRecordingsTablesAndTheClipTable_EachGoesToItsRecording()
    {
        var folder = Repository.SharedPath("data/audio");
        AnalysedSpan[] analysed = [new("x/HYD11_20230710_060000.wav", 0, 600), new("x/HYD12_20230902_221500.wav", 0, 600)];
        var tables = new[] { "long/HYD11_20230710_060000.selections.txt", "long/HYD12_20230902_221500.csv", "mn_events.csv" }.Select(name => TruthReader.Read(Path.Combine(folder, name)));
        var truth = TruthResolver.Truth(tables, analysed, TruthLabels.Parse(["Mn=humpback"], ["humpback", "other"]), out var elsewhere);
        Assert.Equal(62, truth.Count(item => item.File == analysed[0].File));
        Assert.Equal(66, truth.Count(item => item.File == analysed[1].File));
        Assert.Equal(2162, elsewhere);
    }
}
