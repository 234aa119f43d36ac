using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Run.Variants;

/// <summary>Which variant hears where the configuration leaves it open. Pure.</summary>
internal static class VariantPolicy
{
    /// <summary>The reference variant.</summary>
    public const string Reference = "full";

    /// <summary>What a variant must gain to be worth a change.</summary>
    public const double LeastGain = 1.1;

    /// <summary>
    /// The full variant, as long as the box can afford it and is not hot; else the fastest one that has a measured parity, was not given up, and is faster by a tenth at least on this box.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="cost">Milliseconds of a window by variant on this box; null where it was not measured.</param>
    /// <param name="isDemoted">Whether a variant was given up.</param>
    /// <param name="share">Part of the hop that the full variant may take, 0..1.</param>
    /// <param name="pipelines">Pipelines that use the package, ≥ 1.</param>
    /// <param name="isHot">Whether the board is.</param>
    /// <returns>The variant and why, a sentence.</returns>
    public static (ModelVariant Variant, string Why) Choose(ModelPackage package, Func<string, double?> cost, Func<string, bool> isDemoted, double share, int pipelines, bool isHot)
    {
        var full = package.Manifest.Variants[Reference];
        if (cost(Reference) is not { } usual) return (full, "what its variants cost was not measured here yet");
        var hop = 1000.0 * package.Manifest.Input.HopSamples / package.Manifest.Input.SampleRate;
        var part = usual * Math.Max(1, pipelines) / hop;
        var figures = Text($"a window of the full variant costs {usual:0.###} ms here, {part:P1} of the hop{(pipelines > 1 ? Text($" for {pipelines} pipelines") : "")}");
        if (!isHot && part <= share) return (full, figures);
        var best = package.Manifest.Variants.Values
            .Where(variant => variant.Name != Reference && variant.Parity is not null && !isDemoted(variant.Name) && cost(variant.Name) is { } own && usual / own >= LeastGain)
            .MinBy(variant => cost(variant.Name));
        return best is null
            ? (full, $"{figures}, and no variant that could be trusted is faster")
            : (best, Text($"{(isHot ? "the board is hot; " : "")}{figures}, of {best.Name} {cost(best.Name):0.###} ms"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
