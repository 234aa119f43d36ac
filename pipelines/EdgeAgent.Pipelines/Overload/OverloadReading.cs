namespace EdgeAgent.Pipelines.Overload;

/// <summary>What a decision is made of.</summary>
/// <param name="Now">Seconds on a monotonic scale.</param>
/// <param name="QueuedSeconds">Seconds of input that wait.</param>
/// <param name="Load">Seconds of work for a second of input that was scored lately.</param>
/// <param name="Available">Steps that would bring something here.</param>
public readonly record struct OverloadReading(double Now, double QueuedSeconds, double Load, OverloadSteps Available);
