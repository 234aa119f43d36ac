using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Configuration;

/// <summary>The source of a pipeline.</summary>
internal sealed record SourceSettings
{
    /// <summary>What it is.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>Its name in events.</summary>
    public required string Name { get; init; }

    /// <summary>File, named pipe or folder; empty for the others.</summary>
    public required string Path { get; init; }

    /// <summary>Format of raw PCM; not used for recordings, which say it themselves.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>Channel from 1; 0 averages all.</summary>
    public required int Channel { get; init; }

    /// <summary>Plays a recording again and again.</summary>
    public required bool Loop { get; init; }

    /// <summary>ALSA's name of the sound card.</summary>
    public required string Device { get; init; }

    /// <summary>What ffmpeg opens. May hold credentials: never shown as it is.</summary>
    public required string Url { get; init; }

    /// <summary>ffmpeg's options for its input.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>GStreamer's pipeline description.</summary>
    public required string Pipeline { get; init; }

    /// <summary>A program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Where to listen, ADDRESS:PORT.</summary>
    public required string Listen { get; init; }

    /// <summary>What the synthetic source plays.</summary>
    public required SyntheticSignal Signal { get; init; }

    /// <summary>Seed of its noise.</summary>
    public required int Seed { get; init; }

    /// <summary>Turns levels into sound pressure; null where the hydrophone's sensitivity is not known.</summary>
    public required HydrophoneCalibration? Calibration { get; init; }

    /// <summary>How a folder is watched.</summary>
    public required DirectoryOptions Directory { get; init; }

    /// <summary>When a live source counts as sick.</summary>
    public required WatchdogOptions Watchdog { get; init; }

    /// <summary>When the hydrophone counts as sick.</summary>
    public SensorRules Levels { get; init; } = new();

    /// <summary>What its frames are; null where it is not said that it gives any.</summary>
    public VideoSettings? Video { get; init; }

    /// <summary>What only one pipeline can read at a time, in words; null where several can.</summary>
    public string? Exclusive => Kind switch
    {
        SourceKind.Stdin => "standard input",
        SourceKind.Pipe or SourceKind.Directory when Path.Length > 0 => System.IO.Path.GetFullPath(Path),
        SourceKind.V4l2 => Device,
        SourceKind.Tcp or SourceKind.Udp when Listen.Length > 0 => Listen,
        _ => null,
    };
}
