namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>Legs that ran beside each other, again and again: A B C, C B A, A B C … so that a machine that drifts hits all alike.</summary>
internal sealed class Rounds
{
    private readonly List<LegCost[]> _rounds = [];
    private readonly IReadOnlyList<Leg> _legs;

    private Rounds(IReadOnlyList<Leg> legs) => _legs = legs;

    /// <summary>How many there are.</summary>
    public int Count => _rounds.Count;

    /// <summary>Runs them.</summary>
    public static async Task<Rounds> RunAsync(int count, params Leg[] legs)
    {
        var rounds = new Rounds(legs);
        for (var i = 0; i < count; i++)
        {
            var costs = new LegCost[legs.Length];
            for (var j = 0; j < legs.Length; j++)
            {
                var leg = i % 2 == 0 ? j : legs.Length - 1 - j;
                costs[leg] = await legs[leg].RunAsync().ConfigureAwait(false);
            }

            rounds._rounds.Add(costs);
        }

        return rounds;
    }

    /// <summary>What a leg used, round by round.</summary>
    public IEnumerable<LegCost> Of(Leg leg)
    {
        var index = _legs.ToList().IndexOf(leg);
        return _rounds.Select(costs => costs[index]);
    }
}
