namespace EdgeAgent.Synthesis.Noises;

/// <summary>Every sample the same.</summary>
internal sealed class ConstantNoise(double value) : NoiseSource
{
    /// <inheritdoc/>
    public override double Next() => value;
}
