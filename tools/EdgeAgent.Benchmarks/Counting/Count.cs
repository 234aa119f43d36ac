namespace EdgeAgent.Benchmarks.Counting;

/// <summary>A number that other work on the machine does not change.</summary>
/// <param name="Name">Unit and what is counted, such as <c>window.allocatedBytes</c>.</param>
/// <param name="Value">So many of one unit.</param>
internal sealed record Count(string Name, double Value);
