using System.Globalization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Sequences from the first to the last, both in it.</summary>
/// <param name="First">From 1.</param>
/// <param name="Last">At least <paramref name="First"/>; <see cref="long.MaxValue"/> has no end.</param>
public readonly record struct SequenceRange(long First, long Last)
{
    /// <inheritdoc/>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}–{(Last == long.MaxValue ? "…" : Last.ToString(CultureInfo.InvariantCulture))}");
}
