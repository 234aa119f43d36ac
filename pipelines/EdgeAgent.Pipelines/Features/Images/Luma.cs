using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Gray from colour: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).</summary>
internal static class Luma
{
    private const float RedPart = 0.299f, GreenPart = 0.587f, BluePart = 0.114f;

    /// <summary>Gray of a row.</summary>
    public static void Of(ReadOnlySpan<float> red, ReadOnlySpan<float> green, ReadOnlySpan<float> blue, Span<float> gray)
    {
        var reds = MemoryMarshal.Cast<float, Vector<float>>(red);
        var greens = MemoryMarshal.Cast<float, Vector<float>>(green)[..reds.Length];
        var blues = MemoryMarshal.Cast<float, Vector<float>>(blue)[..reds.Length];
        var grays = MemoryMarshal.Cast<float, Vector<float>>(gray)[..reds.Length];
        for (var i = 0; i < reds.Length; i++) grays[i] = (reds[i] * RedPart) + (greens[i] * GreenPart) + (blues[i] * BluePart);
        for (var i = reds.Length * Vector<float>.Count; i < red.Length; i++) gray[i] = (red[i] * RedPart) + (green[i] * GreenPart) + (blue[i] * BluePart);
    }
}
