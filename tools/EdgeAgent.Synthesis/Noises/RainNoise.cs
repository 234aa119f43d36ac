using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>Rain on the sea: a hiss that rises to 4 kHz, drops on top, and showers that come and go over tens of seconds.</summary>
internal sealed class RainNoise : NoiseSource
{
    // Showers are slow: twenty steps a second follow them.
    private const int StepsPerSecond = 20;

    private readonly SeededRandom _random;
    private readonly Biquad _hiss;
    private readonly Snaps _drops;
    private readonly Wander _shower;
    private readonly int _stepSamples;
    private double _strength;
    private double _glide;
    private int _left;

    /// <summary>Starts the rain.</summary>
    public RainNoise(SeededRandom random, int rate)
    {
        _random = random;
        _hiss = Biquad.HighPass(1500, rate, 0.5);
        _drops = new Snaps(random, rate, 90, 1500, 4500);
        _shower = new Wander(random, 25, StepsPerSecond);
        _stepSamples = Math.Max(1, rate / StepsPerSecond);
        _strength = 1;
    }

    /// <inheritdoc/>
    public override double Next()
    {
        if (_left == 0)
        {
            _left = _stepSamples;
            _glide = (Decibels.ToAmplitude(3 * Math.Clamp(_shower.Next(), -2, 2)) - _strength) / _stepSamples;
        }

        _left--;
        _strength += _glide;
        var white = _random.Gaussian();
        return _strength * (_hiss.Next(white) + 0.25 * white + 0.8 * _drops.Next());
    }
}
