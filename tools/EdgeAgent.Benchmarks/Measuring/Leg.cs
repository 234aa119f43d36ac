namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>One side of a benchmark, to be run again and again.</summary>
/// <param name="Name">Who does it.</param>
/// <param name="RunAsync">Does it once and measures itself.</param>
internal sealed record Leg(string Name, Func<Task<LegCost>> RunAsync);
