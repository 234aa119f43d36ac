namespace EdgeAgent.Synthesis.Fields;

/// <summary>What fields are like.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Spores">Spores in a million pixels, on the average.</param>
/// <param name="Debris">Other things in a million pixels, on the average.</param>
/// <param name="Even">Whether all kinds of spores are as frequent (for training); otherwise as in air.</param>
internal sealed record FieldRules(int Width, int Height, double Spores, double Debris, bool Even);
