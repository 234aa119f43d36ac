using System.Text.Json;
using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class EvaluationReportTests
{
    private static EvaluationReport Report(params string[] labels)
    {
        TruthItem[] truth = [new(labels[0], "a.wav", 10, 20, 6), new(labels[0], "a.wav", 30, 31, -6), new(labels[0], "a.wav", 4000, 4001, -6)];
        ScoredEvent[] events = [new(labels[0], "a.wav", 11, 20, 0.9), new(labels[^1], "a.wav", 100, 101, 0.7)];
        return Evaluator.Score(truth, events, new EvaluationOptions { Labels = labels, Analysed = [new("a.wav", 0, 3600)], Confusers = [new("rain", "a.wav", 0, 1800)] });
    }

    [Fact]
    public void Table_OneLabel_IsThis()
    {
        Assert.Equal("""
            Evaluation
              1 recording, 1.000 h analysed, 2 truth items, 2 events
              1 truth item outside what was analysed, not scored
              collar 2.0 s, 95 % exact intervals (Clopper-Pearson, Garwood)

            humpback                        value              interval               counts
              recall                        0.500        0.013 to 0.987               1 of 2
                at +6 dB                    1.000        0.025 to 1.000               1 of 1
                at -6 dB                    0.000        0.000 to 0.975               0 of 1
              precision                     0.500        0.013 to 0.987               1 of 2
              F1                            0.500
              one to one: recall            0.500        0.013 to 0.987               1 of 2
              one to one: precision         0.500        0.013 to 0.987               1 of 2
              one to one: F1                0.500
              false events per hour          1.01          0.03 to 5.60         1 in 0.995 h
                during rain                  2.02         0.05 to 11.26         1 in 0.495 h
                none of these                0.00          0.00 to 7.38         0 in 0.500 h

            recall: truth items that an event of the label overlaps, within the collar
            precision: events that overlap a truth item of the label, within the collar
            one to one: begin within the collar, end within it or 50 % of the length
            false events: overlap no truth item; hours: analysed, outside truth and collar

            """, EvaluationTable.Format(Report("humpback")), ignoreLineEndingDifferences: false);
    }

    [Theory]
    [InlineData("humpback")]
    [InlineData("humpback", "a label | with *markup* that is far longer than the column which it has to fit into")]
    public void Table_AnyLabels_FitsEightyColumns(params string[] labels) =>
        Assert.All(EvaluationTable.Format(Report(labels)).Split('\n'), line => Assert.True(line.Length <= 80, line));

    [Fact]
    public void Table_FiringOnEverything_StillFits()
    {
        var events = Enumerable.Range(0, 3600).Select(i => new ScoredEvent("humpback", "a.wav", i, i + 0.9, 1)).ToArray();
        var text = EvaluationTable.Format(Evaluator.Score([], events, new EvaluationOptions { Labels = ["humpback"], Analysed = [new("a.wav", 0, 3600)] }));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains("3600          3483 to 3720      3600 in 1.000 h", text, StringComparison.Ordinal);
        Assert.Contains("\n  recall                          n/a                                     0 of 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_LabelWithMarkup_IsTextInATableOfFourColumns()
    {
        var text = EvaluationMarkdown.Format(Report("hump|back *"));
        Assert.Contains("### hump\\|back \\*\n", text, StringComparison.Ordinal);
        Assert.Contains("| recall | 0.500 | 0.013 to 0.987 | 1 of 2 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| … at +6 dB | 1.000 | 0.025 to 1.000 | 1 of 1 |\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => line.StartsWith('|')), line => Assert.Equal(5, line.Count(letter => letter == '|')));
    }

    [Fact]
    public void Json_Undefined_IsNullAndTheRestReadsBack()
    {
        var report = Evaluator.Score([], [new ScoredEvent("humpback", "a.wav", 1, 2, 0.9)], new EvaluationOptions { Labels = ["humpback"], Analysed = [new("a.wav", 0, 3600)] });
        var json = JsonSerializer.Serialize(report, EvaluationJson.Default.EvaluationReport);
        using var document = JsonDocument.Parse(json);
        var label = document.RootElement.GetProperty("labels")[0];
        Assert.Equal(JsonValueKind.Null, label.GetProperty("recall").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, label.GetProperty("f1").ValueKind);
        Assert.Equal(1, label.GetProperty("falseEvents").GetProperty("perHour").GetDouble());
        Assert.Equal(2.0, document.RootElement.GetProperty("collarSeconds").GetDouble());
        Assert.Equal("a.wav", label.GetProperty("wrong")[0].GetProperty("file").GetString());
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, EvaluationJson.Default.EvaluationReport)!, EvaluationJson.Default.EvaluationReport));
    }
}
