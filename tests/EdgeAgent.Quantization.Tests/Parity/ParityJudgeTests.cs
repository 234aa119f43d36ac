using System.Text.Json.Nodes;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Quantization.Tests.Support;

namespace EdgeAgent.Quantization.Tests.Parity;

public sealed class ParityJudgeTests
{
    [Fact]
    public void Judge_WithinTheBudget_IsAccepted() => Assert.Empty(Refusals(Reports.Good()));

    [Theory]
    [InlineData(100, 0.80, 0.794, true)]
    [InlineData(100, 0.80, 0.796, false)]
    [InlineData(0, 0.80, 0.10, false)]
    public void Judge_EventF1AgainstTruth_DecidesWhereThereIsTruth(int items, double full, double variant, bool refused)
    {
        var events = new EventParity(1, 50, 50, 1, items, full, variant);

        Assert.Equal(refused, Refusals(Reports.Good() with { Events = events }).Any(r => r.Contains("event F1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Judge_EventF1BetweenVariants_DecidesWithoutTruth() =>
        Assert.Contains("loses 0.0100 of event F1", Assert.Single(Refusals(Reports.Good() with { Events = new EventParity(1, 100, 100, 0.99) })), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Judge_UndefinedF1_Fails(int truth) =>
        Assert.Contains("undefined", Assert.Single(Refusals(Reports.Good() with { Events = new EventParity(1, 0, 0, null, truth, truth > 0 ? 0.5 : null) })), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.98)]
    [InlineData(double.NaN)]
    public void Judge_DecisionsDiffer_IsRefused(double top1) =>
        Assert.Single(Refusals(Reports.Good() with { Scores = new OutputDifference(0.1, 0.01, 0.1, top1, 100) }));

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(double.NaN, true)]
    [InlineData(0.05, false)]
    public void Judge_OutputsThatAreNoScores_AreJudgedByTheirError(double relative, bool refused) =>
        Assert.Equal(refused, Refusals(Reports.Good() with { Scores = new OutputDifference(1, 0.1, relative, null, 10), Events = null }).Count > 0);

    [Theory]
    [InlineData(QuantizationMethod.Static, false, true)]
    [InlineData(QuantizationMethod.Dynamic, false, true)]
    [InlineData(QuantizationMethod.Static, true, false)]
    [InlineData(QuantizationMethod.Half, false, false)]
    [InlineData(QuantizationMethod.Weights8, false, false)]
    public void Judge_NotFasterHere_IsRefusedWhereSpeedIsThePoint(QuantizationMethod method, bool allowed, bool refused)
    {
        var slow = Reports.Good() with { Speed = new SpeedComparison(1, 100, 1.0, 1.2, 0, 0) };

        var judged = ParityJudge.Judge(slow, new ParityBudget { AllowSlower = allowed }, method);

        Assert.Equal(refused, judged.Refusals.Any(r => r.Contains("not faster here", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_OutputsOfKnownDifference_GivesMaxMeanAndDecisions()
    {
        var difference = OutputDifference.Of([[0.9f, 0.1f], [0.4f, 0.6f]], [[0.8f, 0.1f], [0.6f, 0.5f]]);

        Assert.Equal(0.2, difference.Max, 1e-6);
        Assert.Equal(0.1, difference.Mean, 1e-6);
        Assert.Equal(0.5, difference.Top1);
        Assert.Equal(0, OutputDifference.Of([[1f]], [[1f]]).Relative);
        Assert.True(OutputDifference.Of([[0.2f, 0.8f]], [[0.2f, float.NaN]]).Relative > 1e6);
    }

    [Fact]
    public void Markdown_OfAReport_TellsFiguresAndRefusals()
    {
        var text = ParityMarkdown.Format(ParityJudge.Judge(Reports.Good() with { Events = new EventParity(2, 10, 12, 0.9) }, new ParityBudget(), QuantizationMethod.Static));

        Assert.Contains("| file | 100 KiB | 25 KiB | 0.250 × |", text, StringComparison.Ordinal);
        Assert.Contains("**Refused:** it loses 0.1000 of event F1", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_OfAReport_IsCamelCase()
    {
        var json = JsonNode.Parse(ParityJson.Write(Reports.Good()))!;

        Assert.Equal(0.25, (double)json["sizeRatio"]!);
        Assert.Equal(2.5, (double)json["speed"]!["ratio"]!);
        Assert.True((bool)json["isAccepted"]!);
    }

    private static IReadOnlyList<string> Refusals(ParityReport report) => ParityJudge.Judge(report, new ParityBudget(), QuantizationMethod.Static).Refusals;
}
