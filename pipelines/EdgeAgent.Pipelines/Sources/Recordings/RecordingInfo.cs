namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What is known about one recording file before it is analysed.</summary>
public sealed record RecordingInfo
{
    /// <summary>The file, as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>Container and encoding, e.g. <c>WAV, 16-bit PCM</c>.</summary>
    public required string FormatName { get; init; }

    /// <summary>Sample frames per second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Channels, 1 or more.</summary>
    public required int Channels { get; init; }

    /// <summary>Sample frames that are really there, 1 or more.</summary>
    public required long Frames { get; init; }

    /// <summary>Sample frames that the header claims, where it claims more than there are: the recording is truncated. Null otherwise.</summary>
    public long? DeclaredFrames { get; init; }

    /// <summary>The time of the first sample frame in UTC; null: times are relative to the file's start.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Where <see cref="Start"/> is from: <c>guano</c>, <c>xwav</c>, <c>bext</c>, <c>audiomoth-comment</c>, <c>file-name:CONVENTION</c>, <c>explicit</c> or <c>none</c>.</summary>
    public required string TimeSource { get; init; }

    /// <summary>The step in which <see cref="Start"/> was written: 1 s for file names, finer where a header carries more. Zero without a start.</summary>
    public TimeSpan TimeResolution { get; init; }

    /// <summary>Who recorded: the file name's part before its time, else the serial number in the header, else, for names that are nothing but a time, the folder; else the name without extension.</summary>
    public required string Recorder { get; init; }

    /// <summary>Whether <see cref="Recorder"/> is only the name of the file's folder: such files join within one folder alone.</summary>
    public bool RecorderIsFolder { get; init; }

    /// <summary>Where it was recorded, when the header says so.</summary>
    public GeoPosition? Position { get; init; }

    /// <summary>Where it lies in a stream that the agent has recorded; null for recordings of others.</summary>
    public StreamPlace? Place { get; init; }

    /// <summary>Places inside the file whose time the header lists (xwav: one a raw file, with the holes of duty-cycled recording between them), in order; empty elsewhere.</summary>
    public IReadOnlyList<RecordingAnchor> Anchors { get; init; } = [];

    /// <summary>What a user must know about this file although it can be used, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
