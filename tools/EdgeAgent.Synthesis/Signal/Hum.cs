namespace EdgeAgent.Synthesis.Signal;

/// <summary>A machine's hum: a fundamental that drifts and its harmonics, each with its own strength that slowly comes and goes.</summary>
internal sealed class Hum
{
    // The drift is followed a hundred times a second; between, pitch and strength stand still or glide.
    private const int StepsPerSecond = 100;

    private readonly double _rate;
    private readonly double _fundamental;
    private readonly double _spread;
    private readonly int _stepSamples;
    private readonly Wander _pitch;
    private readonly Wander[] _strengths;
    private readonly double[] _base;
    private readonly double[] _gain;
    private readonly double[] _glide;
    private double _phase;
    private double _advance;
    private int _left;

    /// <summary>A hum.</summary>
    /// <param name="random">Where drift and strengths come from.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="fundamental">Mean pitch in Hz.</param>
    /// <param name="harmonics">How many lines, the fundamental included; lines above 0.45 × rate are left out.</param>
    /// <param name="tilt">Fall of the harmonics in dB an octave.</param>
    /// <param name="spread">Deviation of the pitch from its mean, as a share of it.</param>
    public Hum(SeededRandom random, double rate, double fundamental, int harmonics, double tilt, double spread)
    {
        _rate = rate;
        _fundamental = fundamental;
        _spread = spread;
        _stepSamples = Math.Max(1, (int)(rate / StepsPerSecond));
        _pitch = new Wander(random, 20, StepsPerSecond);
        var lines = (int)Math.Min(harmonics, 0.45 * rate / fundamental);
        _strengths = new Wander[lines];
        _base = new double[lines];
        _gain = new double[lines];
        _glide = new double[lines];
        for (var i = 0; i < lines; i++)
        {
            _strengths[i] = new Wander(random, 15, StepsPerSecond);
            _base[i] = Decibels.ToAmplitude(-tilt * Math.Log2(i + 1) + 3 * random.Gaussian());
        }
    }

    /// <summary>The next sample.</summary>
    public double Next()
    {
        if (_left == 0) Step();
        _left--;
        _phase += _advance;
        if (_phase > 2 * Math.PI) _phase -= 2 * Math.PI;
        // sin(kx) from sin((k−1)x) and sin((k−2)x): one sine and one cosine for all lines.
        var (sin, cos) = Math.SinCos(_phase);
        double before = 0, now = sin, sum = 0;
        for (var i = 0; i < _gain.Length; i++)
        {
            _gain[i] += _glide[i];
            sum += _gain[i] * now;
            (before, now) = (now, 2 * cos * now - before);
        }

        return sum;
    }

    private void Step()
    {
        _left = _stepSamples;
        _advance = 2 * Math.PI * _fundamental * (1 + _spread * Math.Clamp(_pitch.Next(), -3, 3)) / _rate;
        for (var i = 0; i < _gain.Length; i++)
        {
            var wanted = _base[i] * Decibels.ToAmplitude(3 * Math.Clamp(_strengths[i].Next(), -3, 2));
            _glide[i] = (wanted - _gain[i]) / _stepSamples;
        }
    }
}
