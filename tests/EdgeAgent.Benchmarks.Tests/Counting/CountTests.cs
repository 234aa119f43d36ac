using EdgeAgent.Benchmarks.Counting;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Benchmarks.Tests.Counting;

/// <summary>The benchmarks' short form: counts against the figures in the repository (counts.json), never times. One class, so that nothing else allocates beside it.</summary>
public sealed class CountTests
{
    [Fact]
    public async Task Window_More_TakesNoMoreThanTheRepositoryAllows()
    {
        using var folder = new TemporaryFolder();
        Within(await Counts.OfWindowsAsync(folder.Path, runtime: null));
    }

    [Fact]
    public async Task Frame_More_TakesNoMoreThanTheRepositoryAllows() => Within(await Counts.OfFramesAsync());

    [Fact]
    public async Task Event_More_TakesNoMoreThanTheRepositoryAllows()
    {
        using var folder = new TemporaryFolder();
        Within(await Counts.OfEventsAsync(folder.Path));
    }

    [Fact]
    public async Task Message_More_TakesNoMoreThanTheRepositoryAllows()
    {
        Assert.SkipUnless(Programs.Find("mosquitto") is not null, "needs mosquitto (Debian package mosquitto), which is not on this machine");
        using var folder = new TemporaryFolder();
        Within(await Counts.OfMessagesAsync(folder.Path));
    }

    [Fact]
    public void Excesses_CountOverItsFigureOrWithoutOne_NamesBothFigures()
    {
        var limits = new Dictionary<string, double> { ["window.allocatedBytes"] = 0, ["event.writeCalls"] = 2 };
        Count[] counts = [new("window.allocatedBytes", 24), new("event.writeCalls", 2.1), new("frame.allocatedBytes", 0)];

        var excesses = CountLimits.Excesses(counts, limits);

        Assert.Collection(
            excesses,
            sentence => Assert.StartsWith("window.allocatedBytes is 24, counts.json allows 0: ", sentence, StringComparison.Ordinal),
            sentence => Assert.Equal("frame.allocatedBytes is 0, and counts.json has no figure for it", sentence));
    }

    [Fact]
    public async Task Tally_RunThatTakesMemoryAndCallsForEachUnit_GivesThoseOfOne()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "written");
        var kept = new List<byte[]>();

        var counts = await Tally.OfAsync("unit", 10, 500, units =>
        {
            kept.Clear();
            kept.EnsureCapacity(1000);
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            for (var i = 0L; i < units; i++)
            {
                kept.Add(new byte[1000]);
                RandomAccess.Write(file, "twelve bytes"u8, i * 12);
            }

            return Task.FromResult(units);
        });

        var values = counts.ToDictionary(count => count.Name, count => count.Value);
        Assert.InRange(values["unit.allocatedBytes"], 1000, 1100);
        Assert.InRange(values["unit.writeCalls"], 0.9, 1.1);
        Assert.InRange(values["unit.writtenBytes"], 11, 13.5);
    }

    private static void Within(IReadOnlyList<Count> counts)
    {
        foreach (var count in counts) TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant($"{count.Name} {count.Value:0.##}"));
        Assert.Empty(CountLimits.Excesses(counts, CountLimits.Read()));
    }
}
