namespace EdgeAgent.Quantization.Parity;

/// <summary>How far the outputs of two variants are apart.</summary>
/// <param name="Max">Largest absolute difference of an element.</param>
/// <param name="Mean">Mean absolute difference.</param>
/// <param name="Relative">Root mean square of the difference over the standard deviation of the reference; 0 is no difference.</param>
/// <param name="Top1">Share of the inputs whose greatest element is the same one; for outputs of one element, those on the same side of one half. Null where the outputs are no list of scores (boxes, maps), of which the greatest element says nothing.</param>
/// <param name="Inputs">Inputs that were compared.</param>
public sealed record OutputDifference(double Max, double Mean, double Relative, double? Top1, int Inputs)
{
    /// <summary>Compares rows of outputs.</summary>
    /// <param name="reference">A row an input, of the reference.</param>
    /// <param name="other">The same of the other variant.</param>
    /// <param name="areScores">Whether a row is a list of scores, one a class.</param>
    public static OutputDifference Of(IReadOnlyList<float[]> reference, IReadOnlyList<float[]> other, bool areScores = true)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        if (reference.Count == 0 || reference.Count != other.Count) throw new ArgumentException("both need the same inputs, at least one", nameof(other));
        double max = 0, total = 0, squares = 0, sum = 0, sumSquares = 0;
        long count = 0;
        var same = 0;
        for (var row = 0; row < reference.Count; row++)
        {
            var (a, b) = (reference[row], other[row]);
            for (var i = 0; i < a.Length; i++)
            {
                double difference = Math.Abs((double)a[i] - b[i]);
                // What is no number is as far away as can be.
                if (!double.IsFinite(difference)) difference = double.MaxValue / 1e10;
                max = Math.Max(max, difference);
                total += difference;
                squares += difference * difference;
                sum += a[i];
                sumSquares += (double)a[i] * a[i];
                count++;
            }

            if (Top(a) == Top(b)) same++;
        }

        var variance = Math.Max((sumSquares / count) - (sum / count * (sum / count)), 0);
        var rms = Math.Sqrt(squares / count);
        return new OutputDifference(max, total / count, rms == 0 ? 0 : rms / Math.Max(Math.Sqrt(variance), 1e-9), areScores ? (double)same / reference.Count : null, reference.Count);
    }

    private static int Top(float[] row)
    {
        if (row.Length == 1) return row[0] >= 0.5f ? 1 : 0;
        var top = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[top]) top = i;
        return top;
    }
}
