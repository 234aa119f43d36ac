using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Finds the best class of a row of class scores. Scores are compared before the activation, which is computed for what passes the gate only.</summary>
internal sealed class ClassScorer(ImageOutput output)
{
    private readonly ScoreActivation _activation = output.Activation;
    private readonly int _background = output.BackgroundClass;

    /// <summary>The value before activation below which no score can reach the gate; for softmax there is none.</summary>
    public float RawGate { get; } = output.Activation switch
    {
        ScoreActivation.Sigmoid => Logit(output.MinScore),
        ScoreActivation.Softmax => float.NegativeInfinity,
        _ => output.MinScore,
    };

    /// <summary>The best class of a row that reaches the gate, not counting the background.</summary>
    /// <param name="raw">Class values before activation.</param>
    /// <param name="gate">The least score that counts.</param>
    /// <param name="position">Its output position.</param>
    /// <param name="score">Its score.</param>
    public bool TryBest(ReadOnlySpan<float> raw, float gate, out int position, out float score)
    {
        position = BestPosition(raw, out var best);
        score = 0;
        if (position < 0 || best < RawGate) return false;
        score = _activation switch
        {
            ScoreActivation.Sigmoid => Sigmoid(best),
            ScoreActivation.Softmax => Softmax(raw, best),
            _ => best,
        };
        return score >= gate;
    }

    /// <summary>1 / (1 + e^−x).</summary>
    public static float Sigmoid(float x) => 1f / (1f + MathF.Exp(-x));

    /// <summary>The inverse of the sigmoid; ∓∞ at 0 and 1. A little below, so that rounding never loses a score that reaches the gate.</summary>
    public static float Logit(float score) => score switch
    {
        <= 0 => float.NegativeInfinity,
        >= 1 => 15f,
        _ => (float)(Math.Log(score / (1.0 - score)) - 1e-4),
    };

    /// <summary>The position of the largest value, the first of equals; −1 when every value is NaN or there is none.</summary>
    public static int ArgMax(ReadOnlySpan<float> values, out float best)
    {
        best = float.NegativeInfinity;
        var i = 0;
        if (values.Length >= 2 * Vector<float>.Count)
        {
            ref var first = ref MemoryMarshal.GetReference(values);
            var top = new Vector<float>(float.NegativeInfinity);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var some = Vector.LoadUnsafe(ref first, (nuint)i);

                // Max alone would carry a NaN on.
                top = Vector.ConditionalSelect(Vector.GreaterThan(some, top), some, top);
            }

            for (var lane = 0; lane < Vector<float>.Count; lane++) best = top[lane] > best ? top[lane] : best;
        }

        for (; i < values.Length; i++) best = values[i] > best ? values[i] : best;
        return values.IndexOf(best);
    }

    private int BestPosition(ReadOnlySpan<float> raw, out float best)
    {
        if (_background < 0 || _background >= raw.Length) return ArgMax(raw, out best);
        var before = ArgMax(raw[.._background], out best);
        var after = ArgMax(raw[(_background + 1)..], out var bestAfter);
        if (after < 0 || (before >= 0 && best >= bestAfter)) return before;
        best = bestAfter;
        return _background + 1 + after;
    }

    private static float Softmax(ReadOnlySpan<float> raw, float best)
    {
        var max = best;
        foreach (var value in raw) max = value > max ? value : max;
        var sum = 0f;
        foreach (var value in raw) sum += MathF.Exp(value - max);
        return MathF.Exp(best - max) / sum;
    }
}
