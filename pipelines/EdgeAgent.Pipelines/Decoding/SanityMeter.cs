using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Counts values that are no finite numbers, many at a time.</summary>
internal static class SanityMeter
{
    /// <summary>How many values are NaN or infinite.</summary>
    public static int NotFinite(ReadOnlySpan<float> values)
    {
        var bad = 0;
        var i = 0;
        ref var first = ref MemoryMarshal.GetReference(values);
        const int Lines = 8;
        for (; i <= values.Length - (Lines * Vector<float>.Count); i += Lines * Vector<float>.Count)
        {
            // x − x is 0 for finite numbers and NaN for all others; a sum of them tells of a whole block at once.
            var sum = Vector<float>.Zero;
            for (var line = 0; line < Lines; line++)
            {
                var some = Vector.LoadUnsafe(ref first, (nuint)(i + (line * Vector<float>.Count)));
                sum += some - some;
            }

            if (Vector.EqualsAll(sum, Vector<float>.Zero)) continue;
            foreach (var value in values.Slice(i, Lines * Vector<float>.Count)) bad += float.IsFinite(value) ? 0 : 1;
        }

        for (; i < values.Length; i++) bad += float.IsFinite(values[i]) ? 0 : 1;
        return bad;
    }
}
