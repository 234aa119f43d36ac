using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>What every clip of a pipeline says of where it comes from.</summary>
public sealed record ClipOrigin
{
    /// <summary>The box.</summary>
    public required string Device { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The hydrophone or recorder.</summary>
    public required string Source { get; init; }

    /// <summary>Channel that is analysed, from 1; 0 for the mean of all. Its spectrogram is drawn.</summary>
    public required int Channel { get; init; }

    /// <summary>Version of the agent.</summary>
    public required string Software { get; init; }

    /// <summary>What turns samples into sound pressure; null where it is not known.</summary>
    public HydrophoneCalibration? Calibration { get; init; }

    /// <summary>The highest frequency that the models hear, Hz: the top of spectrograms. 0 for all that is there.</summary>
    public double HighestHz { get; init; }
}
