using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class TruthLabelsTests
{
    [Theory]
    [InlineData("humpback", "", "Mn", "humpback")]
    [InlineData("humpback", "", "", "humpback")]
    [InlineData("humpback,orca", "", "Orca,HUMPBACK", "orca,humpback")]
    [InlineData("humpback,orca", "Mn=Humpback,Oo=orca", "Mn,Oo,mn", "humpback,orca,humpback")]
    [InlineData("humpback", "Bb=", "Mn,Bb", "humpback")]
    [InlineData("humpback", "a=humpback,b=humpback", "a,b", "humpback,humpback")]
    public void Apply_KnownLabels_GivesTheModels(string model, string said, string truth, string expected) =>
        Assert.Equal(expected.Split(','), Apply(model, said, truth).Select(item => item.Label));

    [Theory]
    [InlineData("humpback", "", "Mn,Bb", "t.csv, line 1: the model has no label 'Mn' (it has humpback); say which it is with --truth-label Mn=humpback, or --truth-label Mn= to leave it out.")]
    [InlineData("humpback,orca", "", "Mn", "t.csv, line 1: the model has no label 'Mn' (it has humpback, orca); say which it is with --truth-label Mn=humpback, or --truth-label Mn= to leave it out.")]
    [InlineData("humpback,orca", "", "orca,", "t.csv, line 2: no label, and the model has several (humpback, orca).")]
    [InlineData("humpback", "Mn=blue", "Mn", "--truth-label Mn=blue: the model has no label 'blue' (it has humpback).")]
    [InlineData("humpback", "Mn", "Mn", "--truth-label Mn is no pair; write it as TRUTH=MODEL, for example Mn=humpback.")]
    [InlineData("humpback", "Mn=humpback,mn=humpback", "Mn", "--truth-label says twice what 'mn' is; say it once.")]
    [InlineData("a,b,c,d,e,f,g", "Mn=x", "Mn", "--truth-label Mn=x: the model has no label 'x' (it has a, b, c, d, e and 2 more).")]
    public void Apply_UnclearLabel_SaysWhatToSay(string model, string said, string truth, string expected) =>
        Assert.Equal(expected, Assert.Throws<TruthException>(() => Apply(model, said, truth)).Message);

    private static IReadOnlyList<TruthItem> Apply(string model, string said, string truth)
    {
        var items = truth.Split(',').Select((label, i) => new TruthItem(label.Length == 0 ? null : label, "a.wav", i, i + 1, null, i + 1)).ToArray();
        return TruthLabels.Parse(said.Split(',', StringSplitOptions.RemoveEmptyEntries), model.Split(',')).Apply("t.csv", items);
    }
}
