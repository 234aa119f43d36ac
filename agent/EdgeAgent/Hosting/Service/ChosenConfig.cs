using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Hosting.Service;

/// <summary>The configuration that a run uses.</summary>
/// <param name="Configuration">All layers, merged.</param>
/// <param name="Warning">Why it is not the one that was written, one sentence; null when it is.</param>
internal sealed record ChosenConfig(IConfiguration Configuration, string? Warning);
