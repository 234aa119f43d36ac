namespace EdgeAgent.Replay.Evaluation;

/// <summary>Recall of the truth items of one class of signal to noise ratio.</summary>
/// <param name="Name">The class as people read it: <c>+6 dB</c>, <c>-3 to +3 dB</c>, <c>unknown</c>.</param>
/// <param name="LowDb">Lowest ratio of the class in dB, null for unknown.</param>
/// <param name="HighDb">Highest ratio of the class in dB, null for unknown.</param>
/// <param name="Recall">Found truth items out of all of the class.</param>
internal sealed record SnrReport(string Name, double? LowDb, double? HighDb, Proportion Recall);
