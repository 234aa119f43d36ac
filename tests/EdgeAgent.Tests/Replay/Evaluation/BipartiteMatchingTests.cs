using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class BipartiteMatchingTests
{
    [Fact]
    public void Match_GreedyWouldTakeOne_FindsBoth()
    {
        // In order of onset the first takes partner 0, which is the second's only one.
        Assert.Equal([1, 0], BipartiteMatching.Match([[0, 1], [0]], 2));
    }

    [Fact]
    public void Match_RandomSmallGraphs_AreValidAndAsLargeAsTheBestOfAll()
    {
        var random = new Random(20260315);
        for (var round = 0; round < 4000; round++)
        {
            var (left, right) = (random.Next(0, 7), random.Next(0, 7));
            var density = random.NextDouble();
            var edges = Enumerable.Range(0, left).Select(_ => Enumerable.Range(0, right).Where(_ => random.NextDouble() < density).ToArray()).ToArray();
            var partner = BipartiteMatching.Match(edges, right);
            var pairs = partner.Where(other => other >= 0).ToArray();
            Assert.Equal(pairs.Length, pairs.Distinct().Count());
            for (var i = 0; i < left; i++) Assert.True(partner[i] < 0 || edges[i].Contains(partner[i]));
            Assert.Equal(Best(edges, 0, 0), pairs.Length);
        }
    }

    [Fact]
    public void Match_OnePathThroughEveryMember_DoesNotRunOutOfStack()
    {
        // Member i may have i or i + 1, the last only the one that the first would take: every pair has to move on by one.
        const int Size = 200_000;
        var edges = Enumerable.Range(0, Size).Select(i => i == Size - 1 ? new[] { 0 } : [i, i + 1]).ToArray();
        Assert.Equal(Size, BipartiteMatching.Match(edges, Size).Count(other => other >= 0));
    }

    // Tries everything: member by member, each free partner or none.
    private static int Best(int[][] edges, int member, int taken)
    {
        if (member == edges.Length) return 0;
        var best = Best(edges, member + 1, taken);
        foreach (var partner in edges[member])
            if ((taken & (1 << partner)) == 0) best = Math.Max(best, 1 + Best(edges, member + 1, taken | (1 << partner)));
        return best;
    }
}
