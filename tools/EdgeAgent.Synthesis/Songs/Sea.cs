using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>The parts of the ocean's noise, mixed sample by sample.</summary>
internal sealed class Sea
{
    // Swell is slow: twenty steps a second follow it.
    private const int StepsPerSecond = 20;

    private readonly SeededRandom _random;
    private readonly PinkFilter _traffic;
    private readonly Biquad _trafficCut;
    private readonly Biquad _windLow;
    private readonly Biquad _windHigh;
    private readonly Biquad _recorder;
    private readonly Hum _ship;
    private readonly Snaps _snaps;
    private readonly Wander _swell;
    private readonly int _stepSamples;
    private readonly double _period;
    private double _phase;
    private double _wind = 1;
    private double _glide;
    private int _left;

    /// <summary>Draws the sea of a day.</summary>
    public Sea(SeededRandom random, int rate)
    {
        _random = random;
        _traffic = new PinkFilter(rate);
        _trafficCut = Biquad.LowPass(300, rate, 0.5);
        _windLow = Biquad.HighPass(250, rate, 0.5);
        _windHigh = Biquad.LowPass(1400, rate, 0.5);
        _recorder = Biquad.HighPass(20, rate);
        _ship = new Hum(random, rate, random.Between(7, 10), 14, 5, 0.006);
        _snaps = new Snaps(random, rate, 0.15, 1500, 4200);
        _swell = new Wander(random, 6, StepsPerSecond);
        _stepSamples = Math.Max(1, rate / StepsPerSecond);
        _period = random.Between(8, 12);
    }

    /// <summary>The next sample.</summary>
    public double Next()
    {
        if (_left == 0)
        {
            _left = _stepSamples;
            _phase += 2 * Math.PI / (_period * StepsPerSecond);
            var level = 1.2 * Math.Sin(_phase) + 0.8 * Math.Clamp(_swell.Next(), -2, 2);
            _glide = (Decibels.ToAmplitude(level) - _wind) / _stepSamples;
        }

        _left--;
        _wind += _glide;
        var pink = _traffic.Next(_random.Gaussian());
        var white = _random.Gaussian();
        var wind = _windHigh.Next(_windLow.Next(white));
        return _recorder.Next(0.35 * pink + 0.25 * _trafficCut.Next(pink) + _wind * (0.4 * wind + 0.1 * white)
            + 0.06 * _ship.Next() + 0.6 * _snaps.Next());
    }
}
