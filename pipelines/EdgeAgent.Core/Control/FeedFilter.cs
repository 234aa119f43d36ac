namespace EdgeAgent.Core.Control;

/// <summary>Which messages are wanted; what is empty or 0 does not narrow it. A record without a label passes every filter of labels.</summary>
public sealed record FeedFilter
{
    /// <summary>Everything.</summary>
    public static FeedFilter All { get; } = new();

    /// <summary>Labels, exactly.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Pipelines, exactly; records of the whole box pass too.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>Kinds.</summary>
    public IReadOnlyList<FeedKind> Kinds { get; init; } = [];

    /// <summary>Peak score of events at least, 0..1; records pass.</summary>
    public double MinimumPeak { get; init; }

    /// <summary>Whether a message is wanted.</summary>
    public bool Passes(FeedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var record = message.Kind == FeedKind.Gap;
        return (Kinds.Count == 0 || Kinds.Contains(message.Kind))
            && (Labels.Count == 0 || (message.Label is { } label ? Labels.Contains(label, StringComparer.Ordinal) : record))
            && (Pipelines.Count == 0 || Pipelines.Contains(message.Pipeline, StringComparer.Ordinal) || (record && message.Pipeline.Length == 0))
            && (record || message.Peak >= MinimumPeak);
    }
}
