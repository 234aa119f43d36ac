using System.Numerics;

namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>The discrete Fourier transform of one size (radix 2, Cooley and Tukey 1965), with its tables.</summary>
internal sealed class FastFourier
{
    private readonly int[] _order;
    private readonly float[] _cosines;
    private readonly float[] _sines;

    /// <summary>Makes the tables.</summary>
    /// <param name="size">A power of two, ≥ 2.</param>
    public FastFourier(int size)
    {
        if (size < 2 || !BitOperations.IsPow2(size)) throw new ArgumentOutOfRangeException(nameof(size), size, "is no power of two");
        Size = size;
        var bits = BitOperations.Log2((uint)size);
        _order = new int[size];
        for (var i = 0; i < size; i++) _order[i] = (_order[i >> 1] >> 1) | ((i & 1) << (bits - 1));
        (_cosines, _sines) = (new float[size / 2], new float[size / 2]);
        for (var i = 0; i < size / 2; i++)
        {
            var (sine, cosine) = Math.SinCos(-2 * Math.PI * i / size);
            (_sines[i], _cosines[i]) = ((float)sine, (float)cosine);
        }
    }

    /// <summary>Number of points.</summary>
    public int Size { get; }

    /// <summary>Transforms in place, without scaling.</summary>
    /// <param name="real">Real parts, <see cref="Size"/> of them.</param>
    /// <param name="imaginary">Imaginary parts, as many.</param>
    public void Transform(Span<float> real, Span<float> imaginary)
    {
        for (var i = 0; i < Size; i++)
        {
            var j = _order[i];
            if (j <= i) continue;
            (real[i], real[j]) = (real[j], real[i]);
            (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
        }

        for (var half = 1; half < Size; half *= 2)
        {
            var step = Size / (2 * half);
            for (var start = 0; start < Size; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var (low, high) = (start + k, start + k + half);
                    var re = (real[high] * _cosines[k * step]) - (imaginary[high] * _sines[k * step]);
                    var im = (real[high] * _sines[k * step]) + (imaginary[high] * _cosines[k * step]);
                    (real[high], imaginary[high]) = (real[low] - re, imaginary[low] - im);
                    (real[low], imaginary[low]) = (real[low] + re, imaginary[low] + im);
                }
            }
        }
    }
}
