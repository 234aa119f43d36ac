using System.Globalization;
using EdgeAgent.Models.Manifests;

namespace EdgeAgent.Models.Packages;

/// <summary>A model reference by name: <c>NAME[:VERSION[/VARIANT]]</c>, where the version is a number or <c>latest</c>.</summary>
/// <param name="Name">Package name; null for a bare <c>latest</c>, the only model of the repository.</param>
/// <param name="Version">Version; null for the latest.</param>
/// <param name="Variant">Variant; null for <c>full</c>.</param>
internal sealed record ModelSelector(string? Name, int? Version, string? Variant)
{
    /// <summary>The word for the newest version.</summary>
    public const string Latest = "latest";

    /// <summary>A label such as <c>stable</c> in place of the version; null when there is none.</summary>
    public string? Label { get; init; }

    /// <summary>Reads a reference; null when it is not of this form (it may be a path).</summary>
    public static ModelSelector? TryParse(string reference)
    {
        if (reference == Latest) return new ModelSelector(null, null, null);
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? reference : reference[..colon];
        if (!PackageNames.IsName(name)) return null;
        if (colon < 0) return new ModelSelector(name, null, null);
        var rest = reference[(colon + 1)..].Split('/');
        if (rest.Length > 2 || (rest.Length == 2 && !PackageNames.IsName(rest[1]))) return null;
        var variant = rest.Length == 2 ? rest[1] : null;
        if (rest[0] == Latest) return new ModelSelector(name, null, variant);
        if (ParseVersion(rest[0]) is { } version) return new ModelSelector(name, version, variant);
        return IsLabel(rest[0]) ? new ModelSelector(name, null, variant) { Label = rest[0] } : null;
    }

    /// <summary>Whether a text can be a label: a name that is no number and not <c>latest</c>.</summary>
    public static bool IsLabel(string text) => text != Latest && PackageNames.IsName(text) && !char.IsAsciiDigit(text[0]);

    /// <summary>A version as its folder is named: a positive number without leading zeros.</summary>
    public static int? ParseVersion(string text) =>
        text.Length > 0 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
