using System.Text;
using EdgeAgent.Subscriber.Ledger;

namespace EdgeAgent.Subscriber.Tests.Ledger;

/// <summary>Memory is the process's: nothing else runs beside this.</summary>
[CollectionDefinition(nameof(LedgerMemoryTests), DisableParallelization = true)]
[Collection(nameof(LedgerMemoryTests))]
public sealed class LedgerMemoryTests
{
    [Fact]
    public void Take_LongGaplessRun_CostsNothingMore()
    {
        var history = new History(new LedgerOptions { Remembered = 100 });
        Feed(1, 20_000);
        var before = GC.GetTotalMemory(true);
        Feed(20_001, 100_000);
        var grown = GC.GetTotalMemory(true) - before;

        Assert.True(history.Report.Complete);
        // Eight bytes a message would be 640,000.
        Assert.InRange(grown, long.MinValue, 400_000);

        void Feed(int first, int last)
        {
            for (var i = first; i <= last; i++) history.Ledger.Take("edge/b/events/p/l", Encoding.UTF8.GetBytes(History.Event(i)), "fifo", false, History.Noon);
        }
    }
}
