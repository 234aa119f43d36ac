namespace EdgeAgent.Synthesis.Signal;

/// <summary>Turns white noise into noise that falls 3 dB an octave: first-order sections, each a pole with a zero one octave above it,
/// two octaves apart, from about 5 Hz to half the rate. Octaves have equal power within 0.2 dB, the highest within 0.6 dB.</summary>
internal sealed class PinkFilter
{
    // With the highest pole here, the section above it that half the rate cuts off is missed least.
    private const double HighestPole = 0.3;
    private const double LowestPole = 2.5;

    private readonly double[] _poles;
    private readonly double[] _zeros;
    private readonly double[] _before;
    private readonly double[] _after;

    /// <summary>A filter at rest.</summary>
    /// <param name="rate">Samples per second.</param>
    public PinkFilter(double rate)
    {
        var sections = 1;
        while (HighestPole * rate * Math.Pow(4, -sections) > LowestPole) sections++;
        _poles = new double[sections];
        _zeros = new double[sections];
        _before = new double[sections];
        _after = new double[sections];
        for (var i = 0; i < sections; i++)
        {
            var pole = HighestPole * rate * Math.Pow(4, -i);
            _poles[i] = Math.Exp(-2 * Math.PI * pole / rate);
            _zeros[i] = Math.Exp(-2 * Math.PI * 2 * pole / rate);
        }
    }

    /// <summary>Filters the next sample.</summary>
    public double Next(double sample)
    {
        for (var i = 0; i < _poles.Length; i++)
        {
            var result = sample - _zeros[i] * _before[i] + _poles[i] * _after[i];
            _before[i] = sample;
            _after[i] = result;
            sample = result;
        }

        return sample;
    }
}
