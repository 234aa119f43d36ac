namespace EdgeAgent.Delivery.HomeAssistant;

/// <summary>What Home Assistant is to know of a pipeline.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Labels">Labels that its models report.</param>
/// <param name="LongestEventSeconds">Longest event that its rules allow, in seconds: after that a label counts as gone even if its close never came. At least 1.</param>
public sealed record DiscoveryPipeline(string Name, IReadOnlyList<string> Labels, double LongestEventSeconds);
