using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Fields;

/// <summary>How often each kind is met, and its name.</summary>
internal static class ParticleKinds
{
    /// <summary>Kinds of spores; those behind them are debris.</summary>
    public const int Spores = 5;

    // Air over a field in a season: two kinds make most of the catch, the one that matters is one in forty.
    private static readonly double[] SporeShares = [0.46, 0.30, 0.155, 0.06, 0.025];

    private static readonly double[] DebrisShares = [0.38, 0.10, 0.16, 0.10, 0.14, 0.12];

    /// <summary>Names of the spores, in the order of their labels.</summary>
    public static IReadOnlyList<string> Names { get; } = ["botrytis", "mildew", "alternaria", "rust", "fusarium"];

    /// <summary>Whether it is a spore.</summary>
    public static bool IsSpore(this ParticleKind kind) => (int)kind < Spores;

    /// <summary>Draws a kind of spore.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="even">Whether all kinds are as likely, as training wants them.</param>
    public static ParticleKind DrawSpore(SeededRandom random, bool even) => even ? (ParticleKind)random.Below(Spores) : (ParticleKind)Draw(random, SporeShares);

    /// <summary>Draws a kind of debris.</summary>
    public static ParticleKind DrawDebris(SeededRandom random) => (ParticleKind)(Spores + Draw(random, DebrisShares));

    private static int Draw(SeededRandom random, double[] shares)
    {
        var left = random.Unit();
        for (var i = 0; i < shares.Length - 1; i++)
        {
            left -= shares[i];
            if (left < 0) return i;
        }

        return shares.Length - 1;
    }
}
