using System.Globalization;

namespace EdgeAgent.Models.Verification;

/// <summary>Watches every score that verification sees: finite, and within 0..1 once the activation is applied.</summary>
internal sealed class ScoreRange(IReadOnlyList<string> labels)
{
    // Softmax in float32 may round a hair above 1.
    private const float Slack = 1e-5f;

    private int _rows;
    private bool _missed;
    private string? _notFinite;
    private string? _outside;

    /// <summary>Looks at rows of scores.</summary>
    /// <param name="where">What they were computed on, for the message.</param>
    /// <param name="rows">One row a window.</param>
    public void Observe(string where, IReadOnlyList<float[]> rows)
    {
        foreach (var row in rows)
        {
            _rows++;
            for (var label = 0; label < row.Length; label++)
            {
                var score = row[label];
                if (!float.IsFinite(score)) _notFinite ??= string.Create(CultureInfo.InvariantCulture, $"gives {score} for '{labels[label]}' on {where}");
                else if (score is < -Slack or > 1 + Slack) _outside ??= string.Create(CultureInfo.InvariantCulture, $"gives {score:0.###} for '{labels[label]}' on {where}");
            }
        }
    }

    /// <summary>Notes that a sound could not be scored, so that nobody reads the rest as all.</summary>
    public void Miss() => _missed = true;

    /// <summary>What was found.</summary>
    public VerificationCheck Conclude(VariantUnderTest variant)
    {
        if (_notFinite is not null)
            return variant.Fail("scores", $"{_notFinite}: a score that is not a number; guard logarithms and divisions in the model against zero");
        if (_outside is not null)
            return variant.Fail("scores", $"{_outside}; scores lie within 0..1: if the model gives logits, set output.activation to sigmoid or softmax");
        if (_missed)
            return variant.Warn("scores", $"the scores of {_rows} windows are finite and within 0..1, but others could not be computed: see the failed checks");
        return variant.Pass("scores", $"all scores of {_rows} windows are finite and within 0..1");
    }
}
