namespace EdgeAgent.Core.Control.Inference;

/// <summary>What a model made of a file. Either the parts of a recording are filled, or those of a picture.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">Version that ran.</param>
/// <param name="Variant">Variant that ran.</param>
/// <param name="Provider">Execution provider that it ran on.</param>
/// <param name="Kind"><c>audio</c> or <c>image</c>.</param>
public sealed record Prediction(string Model, int Version, string Variant, string Provider, string Kind)
{
    /// <summary>Recording: its length in seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>Recording: sample frames a second.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Recording: its windows in order.</summary>
    public IReadOnlyList<PredictedWindow>? Windows { get; init; }

    /// <summary>Recording: windows that are not listed, because there are too many.</summary>
    public long? WindowsLeftOut { get; init; }

    /// <summary>Recording: its events in order of their onset.</summary>
    public IReadOnlyList<PredictedEvent>? Events { get; init; }

    /// <summary>What there is to know about the file, a sentence each; null where there is nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Picture: pixels of a row.</summary>
    public int? Width { get; init; }

    /// <summary>Picture: rows.</summary>
    public int? Height { get; init; }

    /// <summary>Picture: objects, best first.</summary>
    public IReadOnlyList<PredictedObject>? Detections { get; init; }

    /// <summary>Picture: classes of the whole of it, best first.</summary>
    public IReadOnlyList<LabelScore>? Top { get; init; }
}
