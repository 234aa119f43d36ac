namespace EdgeAgent.Core.Models;

/// <summary>The declared contract of a model package, from its <c>model.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>Package name: lower-case letters, digits, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Integer version, ≥ 1.</summary>
    public required int Version { get; init; }

    /// <summary>What it does: <c>audio-classification</c>, <c>image-classification</c>, <c>object-detection</c>, <c>image-segmentation</c> or <c>anomaly-detection</c>.</summary>
    public required string Task { get; init; }

    /// <summary>One paragraph for people.</summary>
    public string? Description { get; init; }

    /// <summary>Licence of the weights.</summary>
    public string? License { get; init; }

    /// <summary>Where the model comes from.</summary>
    public string? Origin { get; init; }

    /// <summary>What the model takes.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>What the model gives.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>Rules of every label that has none of its own.</summary>
    public required EventRules Events { get; init; }

    /// <summary>Rules of single labels, complete (already laid over <see cref="Events"/>).</summary>
    public required IReadOnlyDictionary<string, EventRules> EventsPerLabel { get; init; }

    /// <summary>How windows may be batched.</summary>
    public required BatchSpec Batch { get; init; }

    /// <summary>Variants by name; <c>full</c> is the reference.</summary>
    public required IReadOnlyDictionary<string, ModelVariant> Variants { get; init; }

    /// <summary>Golden cases, possibly none.</summary>
    public required IReadOnlyList<GoldenCase> Golden { get; init; }

    /// <summary>The package that names what this one finds; null where it stands alone.</summary>
    public NextStep? Then { get; init; }

    /// <summary>Whether the model looks at images; otherwise it listens.</summary>
    public bool IsImage => Input.Image is not null;

    /// <summary>Hashes of the other files of the package by their path in it, 64 lower-case hex digits; may be silent on labels and golden cases.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Rises when a version mends a weakness: a box that has used one does not install a version with a lower counter. ≥ 0.</summary>
    public int SecurityCounter { get; init; }

    /// <summary>The rules of a label.</summary>
    public EventRules RulesFor(string label) => EventsPerLabel.TryGetValue(label, out var own) ? own : Events;

    /// <summary>The largest batch at which a variant gives the same bits as one window at a time.</summary>
    public int MaxBatch(ModelVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return variant.BatchInvariant ?? Batch.Invariant ? Batch.Max : 1;
    }
}
