using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>Independent normal samples: all frequencies alike.</summary>
internal sealed class WhiteNoise(SeededRandom random) : NoiseSource
{
    /// <inheritdoc/>
    public override double Next() => random.Gaussian();
}
