namespace EdgeAgent.Synthesis.Signal;

/// <summary>A second-order filter (R. Bristow-Johnson, Cookbook formulae for audio EQ), transposed direct form II.</summary>
internal sealed class Biquad
{
    private readonly double _b0;
    private readonly double _b1;
    private readonly double _b2;
    private readonly double _a1;
    private readonly double _a2;
    private double _z1;
    private double _z2;

    private Biquad(double b0, double b1, double b2, double a0, double a1, double a2)
    {
        _b0 = b0 / a0;
        _b1 = b1 / a0;
        _b2 = b2 / a0;
        _a1 = a1 / a0;
        _a2 = a2 / a0;
    }

    /// <summary>Passes what lies below a frequency in Hz; 12 dB an octave above it.</summary>
    public static Biquad LowPass(double frequency, double rate, double q = 0.7071)
    {
        var (cos, alpha) = Angle(frequency, rate, q);
        return new Biquad((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Passes what lies above a frequency in Hz; 12 dB an octave below it.</summary>
    public static Biquad HighPass(double frequency, double rate, double q = 0.7071)
    {
        var (cos, alpha) = Angle(frequency, rate, q);
        return new Biquad((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Passes what lies around a frequency in Hz, with gain 1 there; the band is frequency ÷ q wide.</summary>
    public static Biquad BandPass(double frequency, double rate, double q)
    {
        var (cos, alpha) = Angle(frequency, rate, q);
        return new Biquad(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Filters the next sample.</summary>
    public double Next(double sample)
    {
        var result = _b0 * sample + _z1;
        _z1 = _b1 * sample - _a1 * result + _z2;
        _z2 = _b2 * sample - _a2 * result;
        return result;
    }

    private static (double Cos, double Alpha) Angle(double frequency, double rate, double q)
    {
        // Close to half the rate the formulae lose their meaning.
        var omega = 2 * Math.PI * Math.Min(frequency, 0.47 * rate) / rate;
        return (Math.Cos(omega), Math.Sin(omega) / (2 * q));
    }
}
