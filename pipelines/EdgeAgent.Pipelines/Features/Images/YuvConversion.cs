using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>
/// Y'CbCr to R'G'B' (ITU-R BT.601-7 and BT.709-6, section 3; quantization as in their section 3.5 and 4.6): with Kr, Kb the luma weights of red and blue and Kg = 1 − Kr − Kb,
/// R = Y + 2(1 − Kr) V, B = Y + 2(1 − Kb) U, G = Y − 2 Kb (1 − Kb) / Kg · U − 2 Kr (1 − Kr) / Kg · V; all at 0..255, and clipped to that.
/// </summary>
internal readonly struct YuvConversion
{
    private readonly float _black;
    private readonly float _luma;
    private readonly float _redV;
    private readonly float _greenU;
    private readonly float _greenV;
    private readonly float _blueU;

    /// <summary>The conversion of a matrix.</summary>
    public YuvConversion(YuvMatrix matrix)
    {
        var (red, blue) = matrix is YuvMatrix.Bt601 or YuvMatrix.Bt601Full ? (0.299, 0.114) : (0.2126, 0.0722);
        var isFull = matrix is YuvMatrix.Bt601Full or YuvMatrix.Bt709Full;
        var green = 1 - red - blue;
        // Limited range: Y has 219 steps from 16, U and V have 224 around 128.
        var chroma = isFull ? 1.0 : 255.0 / 224;
        _black = isFull ? 0 : 16;
        _luma = (float)(isFull ? 1.0 : 255.0 / 219);
        _redV = (float)(2 * (1 - red) * chroma);
        _blueU = (float)(2 * (1 - blue) * chroma);
        _greenU = (float)(2 * blue * (1 - blue) / green * chroma);
        _greenV = (float)(2 * red * (1 - red) / green * chroma);
    }

    /// <summary>Converts rows in place: Y becomes red, U green, V blue.</summary>
    public void Apply(Span<float> y, Span<float> u, Span<float> v)
    {
        var luma = MemoryMarshal.Cast<float, Vector<float>>(y);
        var us = MemoryMarshal.Cast<float, Vector<float>>(u)[..luma.Length];
        var vs = MemoryMarshal.Cast<float, Vector<float>>(v)[..luma.Length];
        var top = new Vector<float>(255);
        for (var i = 0; i < luma.Length; i++)
        {
            var level = (luma[i] - new Vector<float>(_black)) * new Vector<float>(_luma);
            var (cb, cr) = (us[i] - new Vector<float>(128), vs[i] - new Vector<float>(128));
            luma[i] = Vector.Min(Vector.Max(level + (cr * new Vector<float>(_redV)), Vector<float>.Zero), top);
            us[i] = Vector.Min(Vector.Max(level - (cb * new Vector<float>(_greenU)) - (cr * new Vector<float>(_greenV)), Vector<float>.Zero), top);
            vs[i] = Vector.Min(Vector.Max(level + (cb * new Vector<float>(_blueU)), Vector<float>.Zero), top);
        }

        for (var i = luma.Length * Vector<float>.Count; i < y.Length; i++)
        {
            var level = (y[i] - _black) * _luma;
            var (cb, cr) = (u[i] - 128, v[i] - 128);
            y[i] = Math.Clamp(level + (cr * _redV), 0, 255);
            u[i] = Math.Clamp(level - (cb * _greenU) - (cr * _greenV), 0, 255);
            v[i] = Math.Clamp(level + (cb * _blueU), 0, 255);
        }
    }
}
