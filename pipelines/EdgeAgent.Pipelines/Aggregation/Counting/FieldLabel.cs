namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What was counted of one label in one field of view.</summary>
/// <param name="Count">Objects.</param>
/// <param name="Peak">Highest score of them, 0..1.</param>
/// <param name="ScoreSum">Sum of their scores.</param>
/// <param name="Crops">Pictures of them that were kept.</param>
public readonly record struct FieldLabel(int Count, float Peak = 0, double ScoreSum = 0, int Crops = 0);
