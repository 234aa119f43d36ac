using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>32-bit floats.</summary>
internal readonly struct FloatElements : ITensorElements<float>
{
    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<float> levels, float scale, float bias, Span<float> row)
    {
        row = row[..levels.Length];
        var from = MemoryMarshal.Cast<float, Vector<float>>(levels);
        var to = MemoryMarshal.Cast<float, Vector<float>>(row)[..from.Length];
        var (factor, offset) = (new Vector<float>(scale), new Vector<float>(bias));
        for (var i = 0; i < from.Length; i++) to[i] = (from[i] * factor) + offset;
        for (var i = from.Length * Vector<float>.Count; i < levels.Length; i++) row[i] = (levels[i] * scale) + bias;
    }

    /// <inheritdoc/>
    public static float Convert(float value) => value;
}
