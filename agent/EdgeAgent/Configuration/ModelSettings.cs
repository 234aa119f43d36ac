namespace EdgeAgent.Configuration;

/// <summary>What models may be installed on the box, and how they are tried.</summary>
internal sealed record ModelSettings
{
    /// <summary>Most bytes of installed packages and arriving archives.</summary>
    public required long QuotaBytes { get; init; }

    /// <summary>Public keys whose packages are taken: base64, or paths of PEM files.</summary>
    public required IReadOnlyList<string> TrustedKeys { get; init; }

    /// <summary>Whether a package must be signed by one of them.</summary>
    public required bool RequireSignature { get; init; }

    /// <summary>Length of a probation in minutes of input; 0 for none.</summary>
    public required double ProbationMinutes { get; init; }

    /// <summary>How many times the working version's cost a version may have; 0 for no limit.</summary>
    public required double MostSlowdown { get; init; }

    /// <summary>How variants are chosen by themselves and watched.</summary>
    public required VariantSettings Variants { get; init; }

    /// <summary>Reads the section.</summary>
    public static ModelSettings Read(ConfigSection models)
    {
        var keys = models.Texts("TrustedKeys", "Ed25519 public keys whose signed packages this box takes: base64, or paths of PEM files.");
        var required = models.Flag("RequireSignature", false, "Takes only packages that one of TrustedKeys has signed.");
        if (required && keys.Count == 0) models.Problem("RequireSignature", "is true, but Models:TrustedKeys names no key, so no model could be installed; name one");
        return new ModelSettings
        {
            QuotaBytes = 1_000_000L * models.Integer("QuotaMB", 2048, 16, 10_000_000, "Megabytes that installed packages and arriving archives may take together; old versions go first."),
            TrustedKeys = keys,
            RequireSignature = required,
            ProbationMinutes = models.Number("ProbationMinutes", 15, 0, 10080, "Minutes of input on which a new version is watched before it is the default; 0 for none."),
            MostSlowdown = models.Number("MostSlowdown", 5, 0, 10000, "How many times the working version's cost for the same input a new version may have; 0 for no limit."),
            Variants = VariantSettings.Read(models),
        };
    }
}
