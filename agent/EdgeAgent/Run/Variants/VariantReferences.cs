namespace EdgeAgent.Run.Variants;

/// <summary>What a configured reference leaves open: NAME, NAME:VERSION or NAME:VERSION/VARIANT; paths are of packages.</summary>
internal static class VariantReferences
{
    /// <summary>Whether it names no variant.</summary>
    public static bool IsOpen(string reference)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || reference.IndexOf('/', colon) < 0 || Directory.Exists(reference);
    }

    /// <summary>The package's name.</summary>
    public static string NameOf(string reference) => reference.Split(':')[0];
}
