using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Classification of the whole image: a score for each label, and the best few. With a sigmoid the classes are independent (multi-label).</summary>
internal sealed class ClassDecoder(ImageOutput output)
{
    private readonly float[] _all = new float[output.Classes];

    /// <summary>Fills the scores by label and the best, best first; equal scores in the order of labels.</summary>
    /// <returns>How many of <paramref name="top"/> are filled.</returns>
    public int Decode(IImageOutputs outputs, Span<float> scores, Span<ClassScore> top)
    {
        var data = outputs[0];
        var values = data[..Math.Min(data.Length, _all.Length)];
        if (output.Activation == ScoreActivation.Softmax) Softmax(values);
        else
            for (var i = 0; i < values.Length; i++) _all[i] = output.Activation == ScoreActivation.Sigmoid ? ClassScorer.Sigmoid(values[i]) : values[i];

        scores.Clear();
        var count = 0;
        for (var position = 0; position < values.Length; position++)
        {
            if (output.LabelOf(position) is not (>= 0 and var label)) continue;
            scores[label] = _all[position];
            if (!(_all[position] >= output.MinScore)) continue;

            // Insertion into a handful: most values fail at the first comparison.
            if (count == top.Length && !(_all[position] > top[count - 1].Score)) continue;
            if (count < top.Length) count++;
            var at = count - 1;
            for (; at > 0 && top[at - 1].Score < _all[position]; at--) top[at] = top[at - 1];
            top[at] = new ClassScore(label, _all[position]);
        }

        return count;
    }

    private void Softmax(ReadOnlySpan<float> raw)
    {
        var max = float.NegativeInfinity;
        foreach (var value in raw) max = Math.Max(max, value);
        var sum = 0f;
        for (var i = 0; i < raw.Length; i++) sum += _all[i] = MathF.Exp(raw[i] - max);
        for (var i = 0; i < raw.Length; i++) _all[i] /= sum;
    }
}
