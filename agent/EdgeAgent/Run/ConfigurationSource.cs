using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Run;

/// <summary>Where the configuration comes from.</summary>
/// <param name="InEffect">The one that the agent was started with.</param>
/// <param name="Load">Lays all layers over each other, as their files are now.</param>
internal sealed record ConfigurationSource(IConfiguration InEffect, Func<IConfiguration> Load);
