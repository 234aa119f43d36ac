namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>Which files are given up. Pure: what is there and what is needed in, what goes out.</summary>
/// <remarks>
/// Continuous recordings go before clips, and the oldest first. The newest clips of each label of a pipeline (<see cref="EvidenceOptions.KeptPerLabel"/>) stay,
/// so that a rare call is not pushed out by a common one.
/// </remarks>
internal static class Retention
{
    /// <summary>What is too old.</summary>
    /// <param name="groups">All that is there.</param>
    /// <param name="before">What begins before this goes.</param>
    /// <param name="kept">Clips of each label that stay all the same.</param>
    public static IReadOnlyList<EvidenceGroup> Expired(IReadOnlyCollection<EvidenceGroup> groups, DateTimeOffset before, int kept) =>
        [.. Expendable(groups, kept, null).Where(g => g.Time < before)];

    /// <summary>What goes so that so many bytes become free.</summary>
    /// <param name="groups">All that is there.</param>
    /// <param name="needed">Bytes; nothing goes for 0 and less.</param>
    /// <param name="kept">Clips of each label that stay.</param>
    /// <param name="coming">What is to be written: it counts among the clips of its label.</param>
    /// <returns>Null when that many bytes can't be freed; then nothing goes.</returns>
    public static IReadOnlyList<EvidenceGroup>? For(IReadOnlyCollection<EvidenceGroup> groups, long needed, int kept, EvidenceGroup coming)
    {
        if (needed <= 0) return [];
        var going = new List<EvidenceGroup>();
        foreach (var group in Expendable(groups, kept, coming))
        {
            going.Add(group);
            needed -= group.Bytes;
            if (needed <= 0) return going;
        }

        return null;
    }

    private static IEnumerable<EvidenceGroup> Expendable(IReadOnlyCollection<EvidenceGroup> groups, int kept, EvidenceGroup? coming)
    {
        foreach (var recording in groups.Where(g => g.IsRecording && g.Stem != coming?.Stem).OrderBy(g => g.Age, StringComparer.Ordinal)) yield return recording;
        // A recording never takes the place of a clip: clips say where something was heard.
        if (coming is { IsRecording: true }) yield break;
        var safe = groups.Where(g => !g.IsRecording && g.Stem != coming?.Stem)
            .GroupBy(g => (g.Pipeline, g.Label))
            .SelectMany(label => label.OrderByDescending(g => g.Age, StringComparer.Ordinal)
                .Take(coming is not null && label.Key == (coming.Pipeline, coming.Label) ? kept - 1 : kept))
            .Select(g => g.Stem).ToHashSet(StringComparer.Ordinal);
        foreach (var clip in groups.Where(g => !g.IsRecording && g.Stem != coming?.Stem && !safe.Contains(g.Stem)).OrderBy(g => g.Age, StringComparer.Ordinal)) yield return clip;
    }
}
