using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>Noise that falls 3 dB an octave from 5 Hz on.</summary>
internal sealed class PinkNoise(SeededRandom random, int rate) : NoiseSource
{
    private readonly PinkFilter _filter = new(rate);

    /// <inheritdoc/>
    public override double Next() => _filter.Next(random.Gaussian());
}
