namespace EdgeAgent.Pipelines.Tests.Switching;

/// <summary>One scored window: its cell and scores.</summary>
internal sealed record ScoreRow(string Model, long First, long Last, float[] Scores);
