using EdgeAgent.Configuration;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Sources.Recordings;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay;

/// <summary>What a replay is asked to do.</summary>
internal sealed record ReplayRequest
{
    /// <summary>Files, folders, globs, or <c>-</c> for raw PCM on standard input.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Models that hear the recordings.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Event rules laid over the packages'.</summary>
    public required IReadOnlyDictionary<string, string> Rules { get; init; }

    /// <summary>How frames are looked at; of no account for sound.</summary>
    public FrameSettings Frames { get; init; } = FrameSettings.Default;

    /// <summary>Images of a folder that stand for a second of stream time, &gt; 0.</summary>
    public double ImagesPerSecond { get; init; } = 1;

    /// <summary>Pipeline name in events; part of event ids.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Channel from 1; 0 averages all.</summary>
    public int Channel { get; init; } = 1;

    /// <summary>Format of raw PCM on standard input; null for files.</summary>
    public AudioFormat? RawFormat { get; init; }

    /// <summary>What the operator says of the recordings' time.</summary>
    public RecordingTimeRules Times { get; init; } = RecordingTimeRules.Default;

    /// <summary>How files become streams.</summary>
    public RecordingPlanOptions Plan { get; init; } = new();

    /// <summary>1 is real time, N faster, +∞ as fast as the machine.</summary>
    public double Speed { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds between lines that tell how far it is, where no person looks.</summary>
    public int ProgressSeconds { get; init; } = 30;

    /// <summary>Cores to use.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>This invocation's part of the recordings.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Goes on without inputs that can't be read, and declares them.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Folder for clips of the events; null for none.</summary>
    public string? ClipFolder { get; init; }

    /// <summary>How clips are cut.</summary>
    public ClipOptions Clips { get; init; } = new();

    /// <summary>Folder for results; null prints events.</summary>
    public string? Out { get; init; }

    /// <summary>Result formats.</summary>
    public IReadOnlyList<OutputFormat> Formats { get; init; } = [OutputFormat.Ndjson];

    /// <summary>Replaces results of an earlier run.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Prints NDJSON also on a terminal, and the evaluation as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Evaluation against truth; null for none.</summary>
    public TruthRequest? Truth { get; init; }
}
