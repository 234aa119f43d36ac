namespace EdgeAgent.Synthesis.Units;

/// <summary>A resonance: harmonics near it are louder.</summary>
/// <param name="Frequency">Its middle in Hz.</param>
/// <param name="Width">Distance in Hz at which the gain has fallen to 1/e of its decibels.</param>
/// <param name="Gain">Gain in dB in the middle; negative for a gap.</param>
internal readonly record struct Formant(double Frequency, double Width, double Gain);
