using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Turns raw outputs into scores 0..1.</summary>
internal static class Activation
{
    /// <summary>Applies an activation to one window's outputs.</summary>
    /// <exception cref="ModelException">An output is not a finite number.</exception>
    public static void Apply(ScoreActivation activation, ReadOnlySpan<float> raw, Span<float> scores)
    {
        foreach (var value in raw)
            if (!float.IsFinite(value)) throw new ModelException("the model gave a score that is not a finite number, so its events would mean nothing; use another variant or version");
        switch (activation)
        {
            case ScoreActivation.Sigmoid:
                for (var i = 0; i < raw.Length; i++) scores[i] = 1f / (1f + MathF.Exp(-raw[i]));
                break;
            case ScoreActivation.Softmax:
                Softmax(raw, scores);
                break;
            default:
                raw.CopyTo(scores);
                break;
        }
    }

    private static void Softmax(ReadOnlySpan<float> raw, Span<float> scores)
    {
        var max = float.NegativeInfinity;
        foreach (var value in raw) max = Math.Max(max, value);
        var sum = 0f;
        for (var i = 0; i < raw.Length; i++) sum += scores[i] = MathF.Exp(raw[i] - max);
        for (var i = 0; i < raw.Length; i++) scores[i] /= sum;
    }
}
