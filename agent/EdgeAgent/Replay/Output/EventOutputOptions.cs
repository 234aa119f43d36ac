namespace EdgeAgent.Replay.Output;

/// <summary>Where and how the results of a replay are written.</summary>
internal sealed record EventOutputOptions
{
    /// <summary>The folder, made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>The formats to write, at least one.</summary>
    public required IReadOnlyList<OutputFormat> Formats { get; init; }

    /// <summary>What happens to results of an earlier run.</summary>
    public ExistingFiles Existing { get; init; } = ExistingFiles.Refuse;

    /// <summary>All recordings of the run in their order, each once; empty for a stream without files (stdin).</summary>
    public IReadOnlyList<OutputRecording> Recordings { get; init; } = [];
}
