namespace EdgeAgent.Synthesis.Signal;

/// <summary>The mean power spectrum of a stretch of sound (Welch's method: Hann, half overlap).</summary>
internal sealed class Spectrum
{
    private const int Size = 1024;

    private readonly double[] _power = new double[Size / 2 + 1];
    private readonly double _rate;

    /// <summary>Measures; a stretch shorter than 1,024 samples is padded with silence.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="rate">Samples per second.</param>
    public Spectrum(ReadOnlySpan<double> samples, double rate)
    {
        _rate = rate;
        Span<double> real = new double[Size];
        Span<double> imaginary = new double[Size];
        double weight = 0;
        for (var start = 0; start == 0 || start + Size <= samples.Length; start += Size / 2)
        {
            imaginary.Clear();
            for (var i = 0; i < Size; i++)
            {
                var window = 0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / Size);
                var inside = start + i < samples.Length;
                real[i] = inside ? samples[start + i] * window : 0;
                if (inside) weight += window * window;
            }

            Fourier.Transform(real, imaginary);
            for (var bin = 0; bin < _power.Length; bin++)
            {
                var both = bin is 0 or Size / 2 ? 1 : 2;
                _power[bin] += both * (real[bin] * real[bin] + imaginary[bin] * imaginary[bin]);
            }
        }

        // Parseval: the sum over all bins is the mean square of the samples.
        for (var bin = 0; bin < _power.Length; bin++) _power[bin] /= weight * Size;
    }

    /// <summary>Mean square of the part of the sound between two frequencies in Hz.</summary>
    public double Power(double low, double high)
    {
        double sum = 0;
        for (var bin = Bin(low); bin <= Bin(high); bin++) sum += _power[bin];
        return sum;
    }

    /// <summary>The band in Hz that leaves out the given share of the power at each of its two ends.</summary>
    public (double Low, double High) Band(double share)
    {
        double total = 0;
        foreach (var power in _power) total += power;
        return (Edge(total * share), Edge(total * (1 - share)));
    }

    private double Edge(double target)
    {
        double sum = 0;
        for (var bin = 0; bin < _power.Length; bin++)
        {
            sum += _power[bin];
            if (sum >= target) return bin * _rate / Size;
        }

        return _rate / 2;
    }

    private int Bin(double frequency) => (int)Math.Clamp(Math.Round(frequency * Size / _rate), 0, Size / 2);
}
