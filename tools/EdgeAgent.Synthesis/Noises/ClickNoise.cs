using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>Snapping shrimp, six a second, over a faint floor.</summary>
internal sealed class ClickNoise : NoiseSource
{
    private readonly SeededRandom _random;
    private readonly Snaps _snaps;

    /// <summary>Starts the clicks.</summary>
    public ClickNoise(SeededRandom random, int rate)
    {
        _random = random;
        _snaps = new Snaps(random, rate, 6, 1200, 4300);
    }

    /// <inheritdoc/>
    public override double Next() => _snaps.Next() + 0.004 * _random.Gaussian();
}
