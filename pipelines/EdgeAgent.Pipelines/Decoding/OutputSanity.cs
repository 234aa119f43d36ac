namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Whether a model's outputs look like outputs of that model.</summary>
/// <param name="Values">Values of all tensors.</param>
/// <param name="NotFinite">Those that are NaN or infinite.</param>
/// <param name="Degenerate">Boxes that reached the gate but have no area.</param>
/// <param name="HighestScore">The best score that was reported; 0 when none was.</param>
/// <param name="ScoresOutOfRange">Scores above 1 after the declared activation: the activation is not the model's.</param>
public readonly record struct OutputSanity(int Values, int NotFinite, int Degenerate, float HighestScore, int ScoresOutOfRange)
{
    /// <summary>Share of values that are not finite above which outputs mean nothing.</summary>
    public const double MostNotFinite = 0.01;

    /// <summary>Share of values that are NaN or infinite, 0..1.</summary>
    public double NotFiniteShare => Values == 0 ? 0 : (double)NotFinite / Values;

    /// <summary>What is wrong, in one sentence; null when nothing is.</summary>
    public string? Fault =>
        Values == 0 ? "the model gave no values, so nothing can be seen; its output does not have the declared shape"
        : NotFiniteShare > MostNotFinite ? $"{NotFinite} of {Values} output values are not finite numbers, so detections would mean nothing; use another variant or provider"
        : ScoresOutOfRange > 0 ? $"{ScoresOutOfRange} scores are above 1 (the highest is {HighestScore.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)}); set output.activation and output.format to what the model gives"
        : null;
}
