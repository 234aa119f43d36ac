namespace EdgeAgent.Models.Store;

/// <summary>What one model's <c>default.json</c> says: the one place that decides which version pipelines use after a restart.</summary>
internal sealed record ModelDefault
{
    /// <summary>The version in use; null when labels were given before any was activated.</summary>
    public DefaultVersion? Default { get; init; }

    /// <summary>The version that a roll back returns to; null when there is none.</summary>
    public DefaultVersion? LastGood { get; init; }

    /// <summary>Labels and the versions that they resolve to.</summary>
    public IReadOnlyDictionary<string, int> Labels { get; init; } = new Dictionary<string, int>();

    /// <summary>Highest security counter of all versions that were ever activated.</summary>
    public int SecurityCounter { get; init; }

    /// <summary>UTC since when the default is what it is.</summary>
    public DateTimeOffset Since { get; init; }
}
