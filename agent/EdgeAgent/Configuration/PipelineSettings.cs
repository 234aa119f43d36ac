using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Configuration;

/// <summary>One pipeline: a source, the models that hear or see it, and its event rules.</summary>
/// <param name="Name">Name in events; part of event ids.</param>
/// <param name="Source">Where the samples come from.</param>
/// <param name="Models">References: NAME, NAME:VERSION or NAME:VERSION/VARIANT.</param>
/// <param name="Rules">Event rules that differ from the package's, by key.</param>
internal sealed record PipelineSettings(string Name, SourceSettings Source, IReadOnlyList<string> Models, IReadOnlyDictionary<string, string> Rules)
{
    /// <summary>What is done when the models can't keep up; null where the source waits as long as it takes.</summary>
    public OverloadRules? Overload { get; init; }

    /// <summary>How clips are cut around its events; null for none.</summary>
    public ClipOptions? Clips { get; init; }

    /// <summary>How everything that it hears is recorded; null for not at all.</summary>
    public RecordingOptions? Recording { get; init; }

    /// <summary>How it looks at frames; of no account for sound.</summary>
    public FrameSettings Frames { get; init; } = FrameSettings.Default;
}
