using System.Globalization;

namespace EdgeAgent.Models.Packages;

/// <summary>Sizes for people.</summary>
internal static class ByteText
{
    /// <summary>Bytes as <c>812 bytes</c>, <c>3.4 MB</c>, <c>1.2 GB</c> (powers of ten).</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };
}
