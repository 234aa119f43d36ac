using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>An endless sound, sample by sample, at a level of its own. The same seed gives the same samples.</summary>
internal abstract class NoiseSource
{
    /// <summary>The next sample.</summary>
    public abstract double Next();

    /// <summary>Starts the sound of a kind.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="seed">The user's seed.</param>
    /// <param name="rate">Samples per second.</param>
    public static NoiseSource Create(NoiseKind kind, ulong seed, int rate)
    {
        var random = new SeededRandom(seed, RandomPurpose.Noise);
        return kind switch
        {
            NoiseKind.Silence => new ConstantNoise(0),
            NoiseKind.Dc => new ConstantNoise(1),
            NoiseKind.White => new WhiteNoise(random),
            NoiseKind.Pink => new PinkNoise(random, rate),
            NoiseKind.Tonal => new TonalNoise(random, rate),
            NoiseKind.Clicks => new ClickNoise(random, rate),
            NoiseKind.Rain => new RainNoise(random, rate),
            NoiseKind.Ship => new ShipNoise(random, rate),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
        };
    }
}
