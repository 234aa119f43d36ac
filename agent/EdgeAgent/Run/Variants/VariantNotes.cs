namespace EdgeAgent.Run.Variants;

/// <summary>What a box has learned of variants, as <c>variants.json</c> holds it.</summary>
internal sealed record VariantNotes
{
    /// <summary>Milliseconds of a window by what was measured: package, variant, provider, threads, runtime, processor.</summary>
    public SortedDictionary<string, double> Costs { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Variants that drifted, with the reason, by package digest and variant.</summary>
    public SortedDictionary<string, string> Demoted { get; init; } = new(StringComparer.Ordinal);
}
