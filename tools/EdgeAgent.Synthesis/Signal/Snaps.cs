namespace EdgeAgent.Synthesis.Signal;

/// <summary>Short ringing clicks at random times, as snapping shrimp make them: each decays within a few milliseconds, few are loud.</summary>
internal sealed class Snaps
{
    private readonly SeededRandom _random;
    private readonly double _rate;
    private readonly double _chance;
    private readonly double _low;
    private readonly double _high;
    private double _decay;
    private double _amplitude;
    private double _phase;
    private double _advance;

    /// <summary>A stream of clicks.</summary>
    /// <param name="random">Where times and strengths come from.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="perSecond">Mean number of clicks a second.</param>
    /// <param name="low">Lowest ringing frequency in Hz.</param>
    /// <param name="high">Highest ringing frequency in Hz.</param>
    public Snaps(SeededRandom random, double rate, double perSecond, double low, double high)
    {
        _random = random;
        _rate = rate;
        _chance = perSecond / rate;
        _low = Math.Min(low, 0.4 * rate);
        _high = Math.Min(high, 0.45 * rate);
    }

    /// <summary>The next sample; a median click peaks at about 1.</summary>
    public double Next()
    {
        if (_random.Unit() < _chance)
        {
            _amplitude = Math.Exp(0.6 * Math.Min(_random.Gaussian(), 2.5));
            _decay = Math.Exp(-1 / (_rate * _random.Between(0.0006, 0.003)));
            _advance = 2 * Math.PI * _random.Between(_low, _high) / _rate;
            _phase = 0;
        }

        _amplitude *= _decay;
        _phase += _advance;
        return _amplitude * Math.Sin(_phase);
    }
}
