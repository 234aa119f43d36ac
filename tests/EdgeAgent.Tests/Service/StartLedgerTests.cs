using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Tests.Service;

public sealed class StartLedgerTests
{
    [Fact]
    public void Begin_AfterCrashes_CountsThemUntilARunGoesWell()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(0, Begin(folder).Crashes);
        Assert.Equal(1, Begin(folder).Crashes);
        var third = Begin(folder);
        Assert.Equal(2, third.Crashes);
        third.Settle();

        Assert.Equal(0, Begin(folder).Crashes);
    }

    [Fact]
    public void Begin_AfterAReboot_CountsNone()
    {
        using var folder = new TemporaryFolder();
        Begin(folder);

        Assert.Equal(0, Begin(folder, "another boot").Crashes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("boot")]
    [InlineData("boot many")]
    [InlineData("boot 3 4")]
    public void Begin_LedgerThatCannotBeRead_CountsNone(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["starts"], text);

        Assert.Equal(0, Begin(folder).Crashes);
        Assert.Equal(1, Begin(folder).Crashes);
    }

    [Fact]
    public void TryAgain_OneMoreCrash_ReachesTheLimit()
    {
        using var folder = new TemporaryFolder();
        Begin(folder).TryAgain(limit: 5);

        Assert.Equal(4, Begin(folder).Crashes);
        Assert.Equal(5, Begin(folder).Crashes);
    }

    private static StartLedger Begin(TemporaryFolder folder, string boot = "boot")
    {
        var ledger = new StartLedger(folder[""], boot);
        ledger.Begin();
        return ledger;
    }
}
