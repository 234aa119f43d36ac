namespace EdgeAgent.Models.Archive;

/// <summary>What an archive may ask of the box. Nothing of an archive is believed before it was counted.</summary>
public sealed record ArchiveLimits
{
    /// <summary>Most entries.</summary>
    public int Entries { get; init; } = 2000;

    /// <summary>Most bytes of all files together.</summary>
    public long UnpackedBytes { get; init; } = 4L << 30;

    /// <summary>Most unpacked bytes for one packed byte, once more than <see cref="FreeBytes"/> came out. Weights hardly shrink; only bombs do so much.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Unpacked bytes up to which the ratio does not count: small packages of regular content shrink a lot.</summary>
    public long FreeBytes { get; init; } = 32L << 20;

    /// <summary>Bytes that stay free on the disk.</summary>
    public long ReserveBytes { get; init; } = 64L << 20;
}
