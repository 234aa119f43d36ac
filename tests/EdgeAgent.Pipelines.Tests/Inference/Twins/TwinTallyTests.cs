using EdgeAgent.Pipelines.Inference.Twins;

namespace EdgeAgent.Pipelines.Tests.Inference.Twins;

public sealed class TwinTallyTests
{
    private readonly TwinTally _tally = new(new TwinRules(1, 0.98));

    [Fact]
    public void Drift_AllAlike_IsNone()
    {
        Add(10_000, same: true, heard: true);
        Assert.Null(_tally.Drift());
    }

    [Fact]
    public void Drift_ASingleDifferenceAtOnce_IsNone()
    {
        Add(1, same: false, heard: true);
        Assert.Null(_tally.Drift());
    }

    [Fact]
    public void Drift_EverythingElse_IsToldAfterAFewWindows()
    {
        Add(4, same: false, heard: false);
        Assert.Equal("it decided 4 of 4 windows otherwise than the full model, and 98 % must be alike", _tally.Drift());
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(40, true)]
    public void Drift_OfAThousandWindows_IsToldWhereChanceDoesNotExplainIt(int different, bool drifts)
    {
        Add(1000 - different, same: true, heard: false);
        Add(different, same: false, heard: false);
        Assert.Equal(drifts, _tally.Drift() is not null);
    }

    [Fact]
    public void Drift_DeafVariantBesideMuchSilence_IsToldByTheWindowsThatAreHeard()
    {
        Add(990, same: true, heard: false);
        Add(8, same: false, heard: true);
        Assert.Contains("8 of 8 windows in which either heard something", _tally.Drift(), StringComparison.Ordinal);
    }

    [Fact]
    public void Drift_AfterALongAgreement_IsStillToldSoon()
    {
        Add(1_000_000, same: true, heard: true);
        Add(200, same: false, heard: true);
        Assert.NotNull(_tally.Drift());
    }

    private void Add(int count, bool same, bool heard)
    {
        for (var i = 0; i < count; i++) _tally.Add(same, heard, same ? 0 : 1);
    }
}
