using EdgeAgent.Delivery.Store;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>The intervals behave as the plain set of numbers that they stand for.</summary>
public sealed class SequenceSetTests
{
    private static readonly Arbitrary<(bool Add, int First, int Length)[]> Changes = Arb.From(Gen.ArrayOf(
        from add in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from first in Gen.Choose(1, 60)
        from length in Gen.Choose(0, 9)
        select (add, first, length)));

    [Fact]
    public void Changes_OfAnyKind_AreThoseOfAPlainSet() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Changes, changes =>
        {
            var set = new SequenceSet();
            var plain = new SortedSet<long>();
            foreach (var (add, first, length) in changes)
            {
                if (add) set.Add(first, first + length - 1);
                else set.Remove(first, first + length - 1);
                for (var i = first; i < first + length; i++) _ = add ? plain.Add(i) : plain.Remove(i);
            }

            return set.Count == plain.Count
                && set.Ranges.SelectMany(r => Range(r.First, r.Last)).SequenceEqual(plain)
                && set.Ranges.Zip(set.Ranges.Skip(1)).All(pair => pair.Second.First > pair.First.Last + 1)
                && Range(0, 75).All(i => set.Contains(i) == plain.Contains(i))
                && Range(0, 75).All(i => set.NextAbsent(i) == Range(i, 200).First(n => !plain.Contains(n)))
                && Range(0, 75).All(i => set.Absent(i, i + 17).SelectMany(r => Range(r.First, r.Last)).SequenceEqual(Range(i, i + 17).Where(n => !plain.Contains(n))));
        }));

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var i = first; i <= last; i++) yield return i;
    }
}
