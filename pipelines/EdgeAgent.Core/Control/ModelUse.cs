namespace EdgeAgent.Core.Control;

/// <summary>A model as a pipeline uses it.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Version of the package, from 1.</param>
/// <param name="Variant">Variant in use, as in <c>full</c>.</param>
/// <param name="Digest">Digest of the package's manifest, <c>sha256:</c> and 64 hex digits.</param>
/// <param name="Provider">Execution provider that its session runs on.</param>
public sealed record ModelUse(string Name, int Version, string Variant, string Digest, string Provider)
{
    /// <summary>From the arrival of a window's last sample to its scores; null where it is not known.</summary>
    public LatencyFigures? Latency { get; init; }

    /// <summary>How the variant agrees with the full model on sampled windows; null where nothing compares them.</summary>
    public TwinFigures? Twin { get; init; }
}
