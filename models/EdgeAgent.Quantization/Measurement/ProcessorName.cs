namespace EdgeAgent.Quantization.Measurement;

/// <summary>What this device's processor is called, and whether it multiplies 8-bit numbers fast.</summary>
public static class ProcessorName
{
    private const string Path = "/proc/cpuinfo";

    /// <summary>Its name; on boards without one, the architecture.</summary>
    public static string Read() =>
        Line("model name") ?? Line("Model") ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Whether an x86 processor has VNNI; without it 8-bit products saturate, and weights must have 7 bits.</summary>
    public static bool HasVnni() => Line("flags")?.Split(' ') is { } flags && (flags.Contains("avx512_vnni") || flags.Contains("avx_vnni"));

    private static string? Line(string key)
    {
        try
        {
            foreach (var line in File.ReadLines(Path))
                if (line.StartsWith(key, StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon) return line[(colon + 1)..].Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A device without this file has no name to tell.
        }

        return null;
    }
}
