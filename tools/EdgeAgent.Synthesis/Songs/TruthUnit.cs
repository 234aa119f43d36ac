namespace EdgeAgent.Synthesis.Songs;

/// <summary>What is known about a unit in the finished recording.</summary>
/// <param name="Begin">Begin in seconds.</param>
/// <param name="End">End in seconds, without the echoes that ring on.</param>
/// <param name="SnrDb">Power of the unit over that of the ocean around it, both in the unit's own band, in dB.</param>
/// <param name="Low">Lower end of the band in Hz: 5 % of the unit's power lie below.</param>
/// <param name="High">Upper end of the band in Hz: 5 % lie above.</param>
internal readonly record struct TruthUnit(double Begin, double End, double SnrDb, double Low, double High);
