namespace EdgeAgent.Edgectl.Targets;

/// <summary>All named targets.</summary>
internal sealed record ContextList
{
    /// <summary>The one that counts when none is named; null for none.</summary>
    public string? Current { get; init; }

    /// <summary>By name.</summary>
    public SortedDictionary<string, TargetContext> Contexts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Groups of contexts, by name; the order is that of waves.</summary>
    public SortedDictionary<string, IReadOnlyList<string>> Groups { get; init; } = new(StringComparer.Ordinal);
}
