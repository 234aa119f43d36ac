namespace EdgeAgent.Delivery.Documents;

/// <summary>How the sound and pictures behind events are kept. Counts are since the agent started. For a camera a clip is the pictures of one revision of an event.</summary>
public sealed record EvidenceHealth
{
    /// <summary>Clips of this pipeline that were written.</summary>
    public required long Clips { get; init; }

    /// <summary>Its events that closed without a clip; the next four say why.</summary>
    public required long WithoutClip { get; init; }

    /// <summary>Clips that were not written because too many were waiting.</summary>
    public required long Busy { get; init; }

    /// <summary>Clips that were not there at the deadline.</summary>
    public required long Late { get; init; }

    /// <summary>Clips whose sound was gone before it could be written.</summary>
    public required long Overwritten { get; init; }

    /// <summary>Clips that were not kept: no room, over the budget of bytes a day, or a disk that refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Seconds of this pipeline in continuous recordings; null where it is not recorded.</summary>
    public double? RecordedSeconds { get; init; }

    /// <summary>Seconds that are missing in them although the pipeline heard them; null where it is not recorded.</summary>
    public double? UnrecordedSeconds { get; init; }

    /// <summary>Files that the box keeps, of all pipelines.</summary>
    public required long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long BytesOnDisk { get; init; }

    /// <summary>Bytes written in the last 24 hours of powered time.</summary>
    public required long BytesWrittenToday { get; init; }

    /// <summary>Files given up by age or for room.</summary>
    public required long Removed { get; init; }

    /// <summary>Files not written because of the budget of bytes a day.</summary>
    public required long OverWriteBudget { get; init; }

    /// <summary>Why the last file was not kept; null when it was.</summary>
    public string? Detail { get; init; }
}
