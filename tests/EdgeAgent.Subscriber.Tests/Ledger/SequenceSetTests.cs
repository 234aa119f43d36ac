using EdgeAgent.Subscriber.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Subscriber.Tests.Ledger;

/// <summary>The ranges against a plain set of numbers.</summary>
public sealed class SequenceSetTests
{
    private const long Largest = 40;

    private static Gen<SequenceRange[]> Ranges { get; } =
        (from first in Gen.Choose(1, (int)Largest)
         from length in Gen.Choose(0, 8)
         select new SequenceRange(first, Math.Min(Largest, first + length))).ListOf().Select(list => list.ToArray());

    [Fact]
    public void Add_AnyRanges_HoldsWhatASetHolds() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Ranges.ToArbitrary(), ranges =>
    {
        var (set, model) = Both(ranges);
        Assert.Equal(model.Order(), Numbers(set.Ranges));
        Assert.Equal((model.Count, model.DefaultIfEmpty().Min(), model.DefaultIfEmpty().Max()), (set.Count, set.Min, set.Max));
        Assert.All(Enumerable.Range(1, (int)Largest), number => Assert.Equal(model.Contains(number), set.Contains(number)));
        Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.Last + 1 < pair.Second.First, "ranges touch"));
    }));

    [Fact]
    public void Missing_AnySets_IsWhatNeitherHolds() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Ranges.ToArbitrary(), Ranges.ToArbitrary(), (one, other) =>
    {
        var (first, firstModel) = Both(one);
        var (second, secondModel) = Both(other);
        var missing = SequenceSet.Missing(new SequenceRange(3, 30), first, second);

        Assert.Equal(Enumerable.Range(3, 28).Select(number => (long)number).Except(firstModel).Except(secondModel), Numbers(missing));
    }));

    [Fact]
    public void Add_RangeWithoutEnd_SwallowsWhatFollows()
    {
        var set = new SequenceSet();
        set.Add(new SequenceRange(5, 6));
        set.Add(new SequenceRange(4, long.MaxValue));
        set.Add(1);

        Assert.Equal([new(1, 1), new(4, long.MaxValue)], set.Ranges);
        Assert.Equal([new(2, 3)], SequenceSet.Missing(new SequenceRange(1, 100), set, new SequenceSet()));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(3, 2)]
    public void Add_NoRange_IsRefused(long first, long last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceSet().Add(new SequenceRange(first, last)));

    private static (SequenceSet Set, HashSet<long> Model) Both(SequenceRange[] ranges)
    {
        var set = new SequenceSet();
        foreach (var range in ranges) set.Add(range);
        return (set, [.. Numbers(ranges)]);
    }

    private static IEnumerable<long> Numbers(IEnumerable<SequenceRange> ranges) =>
        ranges.SelectMany(range => Enumerable.Range((int)range.First, (int)(range.Last - range.First + 1)).Select(number => (long)number));
}
