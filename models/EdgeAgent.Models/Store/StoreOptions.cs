using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Signing;

namespace EdgeAgent.Models.Store;

/// <summary>Where the store is and what it may take.</summary>
public sealed record StoreOptions
{
    /// <summary>Folder of everything that is installed, <c>StateDirectory/models</c>; made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>The read-only repository that the agent was installed with.</summary>
    public required string Shipped { get; init; }

    /// <summary>Most bytes of installed packages and arriving archives together.</summary>
    public long QuotaBytes { get; init; } = 2L << 30;

    /// <summary>Most archives that arrive at the same time; the oldest that nobody writes gives way.</summary>
    public int Uploads { get; init; } = 4;

    /// <summary>What an archive may ask of the box.</summary>
    public ArchiveLimits Limits { get; init; } = new();

    /// <summary>Whose packages are taken.</summary>
    public SignaturePolicy Signatures { get; init; } = SignaturePolicy.Open;

    /// <summary>Told of boundaries, for tests.</summary>
    internal IStoreProbe? Probe { get; init; }
}
