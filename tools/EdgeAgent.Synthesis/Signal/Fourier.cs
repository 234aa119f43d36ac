using System.Numerics;

namespace EdgeAgent.Synthesis.Signal;

/// <summary>The discrete Fourier transform.</summary>
internal static class Fourier
{
    /// <summary>Transforms in place (radix 2, Cooley and Tukey 1965), without scaling.</summary>
    /// <param name="real">Real parts; the length is a power of two.</param>
    /// <param name="imaginary">Imaginary parts, as many.</param>
    public static void Transform(Span<double> real, Span<double> imaginary)
    {
        var size = real.Length;
        var bits = BitOperations.Log2((uint)size);
        for (var i = 0; i < size; i++)
        {
            var j = 0;
            for (var bit = 0; bit < bits; bit++) j |= ((i >> bit) & 1) << (bits - 1 - bit);
            if (j <= i) continue;
            (real[i], real[j]) = (real[j], real[i]);
            (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
        }

        for (var half = 1; half < size; half *= 2)
        {
            for (var k = 0; k < half; k++)
            {
                var (sin, cos) = Math.SinCos(-Math.PI * k / half);
                for (var i = k; i < size; i += 2 * half)
                {
                    var re = real[i + half] * cos - imaginary[i + half] * sin;
                    var im = real[i + half] * sin + imaginary[i + half] * cos;
                    real[i + half] = real[i] - re;
                    imaginary[i + half] = imaginary[i] - im;
                    real[i] += re;
                    imaginary[i] += im;
                }
            }
        }
    }
}
