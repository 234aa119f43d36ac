namespace EdgeAgent.Synthesis.Signal;

/// <summary>A value that drifts slowly around 0 with deviation 1 (an Ornstein-Uhlenbeck process), one step a call.</summary>
internal sealed class Wander
{
    private readonly SeededRandom _random;
    private readonly double _keep;
    private readonly double _push;
    private double _value;

    /// <summary>Starts somewhere in the range that the value will roam.</summary>
    /// <param name="random">Where the pushes come from.</param>
    /// <param name="seconds">Time over which the value forgets where it was.</param>
    /// <param name="stepsPerSecond">Calls of <see cref="Next"/> a second.</param>
    public Wander(SeededRandom random, double seconds, double stepsPerSecond)
    {
        _random = random;
        _keep = Math.Exp(-1 / (seconds * stepsPerSecond));
        _push = Math.Sqrt(1 - _keep * _keep);
        _value = random.Gaussian();
    }

    /// <summary>The next value.</summary>
    public double Next() => _value = _keep * _value + _push * _random.Gaussian();
}
