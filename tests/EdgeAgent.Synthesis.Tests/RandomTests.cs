using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Tests;

public sealed class RandomTests
{
    [Fact]
    public void Gaussian_ManyDraws_HaveTheMomentsOfTheNormalDistribution()
    {
        var random = new SeededRandom(1, RandomPurpose.Noise);
        var draws = Enumerable.Range(0, 200000).Select(_ => random.Gaussian()).ToArray();

        Assert.InRange(draws.Average(), -0.01, 0.01);
        Assert.InRange(draws.Average(draw => draw * draw), 0.985, 1.015);
        Assert.InRange(draws.Average(draw => draw * draw * draw * draw), 2.9, 3.1);
    }

    [Fact]
    public void Unit_TwoPurposesOfOneSeed_AreUnlike()
    {
        var first = new SeededRandom(1, RandomPurpose.Plan);
        var second = new SeededRandom(1, RandomPurpose.Voice);

        Assert.DoesNotContain(Enumerable.Range(0, 100), _ => first.Unit() == second.Unit());
    }

    [Fact]
    public void Unit_Seed_GivesTheSequenceForEver()
    {
        var random = new SeededRandom(1, RandomPurpose.Noise);

        Assert.Equal("0.729039080863 0.100283922038 0.495854659000", string.Join(" ", Enumerable.Range(0, 3).Select(_ => random.Unit().ToString("F12"))));
    }
}
