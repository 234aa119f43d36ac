using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>Machines of a ship without its water noise: shaft, generator and gear lines that drift, over a floor 30 dB below.</summary>
internal sealed class TonalNoise : NoiseSource
{
    private readonly SeededRandom _random;
    private readonly Hum _shaft;
    private readonly Hum _generator;
    private readonly Hum _gear;

    /// <summary>Draws the machines.</summary>
    public TonalNoise(SeededRandom random, int rate)
    {
        _random = random;
        _shaft = new Hum(random, rate, random.Between(7, 14), 30, 4, 0.01);
        _generator = new Hum(random, rate, random.Between(48, 62), 20, 5, 0.003);
        _gear = new Hum(random, rate, random.Between(180, 420), 6, 6, 0.015);
    }

    /// <inheritdoc/>
    public override double Next() => _shaft.Next() + _generator.Next() + 0.5 * _gear.Next() + 0.05 * _random.Gaussian();
}
