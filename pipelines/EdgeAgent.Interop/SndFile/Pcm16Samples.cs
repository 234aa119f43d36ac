using System.Numerics;

namespace EdgeAgent.Interop.SndFile;

/// <summary>16-bit samples as floats at ±1.</summary>
internal static class Pcm16Samples
{
    private const float Scale = 1f / 32768;

    /// <summary>Gives sample / 32768, front to back.</summary>
    /// <param name="words">The samples; may lie in the upper half of the memory of <paramref name="samples"/>.</param>
    /// <param name="samples">Room for as many or more.</param>
    public static void Widen(ReadOnlySpan<short> words, Span<float> samples)
    {
        var i = 0;
        for (; i <= words.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(words[i..]), out var low, out var high);
            (Vector.ConvertToSingle(low) * Scale).CopyTo(samples[i..]);
            (Vector.ConvertToSingle(high) * Scale).CopyTo(samples[(i + Vector<int>.Count)..]);
        }

        for (; i < words.Length; i++) samples[i] = words[i] * Scale;
    }
}
