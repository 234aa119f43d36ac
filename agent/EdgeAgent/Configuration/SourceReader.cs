using System.Globalization;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks the source of a pipeline.</summary>
internal static class SourceReader
{
    private static readonly (string Word, SourceKind Value)[] Kinds =
    [
        ("file", SourceKind.File), ("stdin", SourceKind.Stdin), ("pipe", SourceKind.Pipe), ("alsa", SourceKind.Alsa), ("ffmpeg", SourceKind.Ffmpeg), ("gstreamer", SourceKind.GStreamer),
        ("command", SourceKind.Command), ("tcp", SourceKind.Tcp), ("udp", SourceKind.Udp), ("directory", SourceKind.Directory), ("v4l2", SourceKind.V4l2), ("synthetic", SourceKind.Synthetic),
    ];

    private const string DefaultDevice = "default";

    private static readonly (string Word, SyntheticSignal Value)[] Signals =
        [("tone", SyntheticSignal.Tone), ("noise", SyntheticSignal.Noise), ("chirps", SyntheticSignal.Chirps)];

    /// <summary>Reads it.</summary>
    /// <param name="source">The section.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="state">The state directory.</param>
    public static SourceSettings Read(ConfigSection source, string pipeline, string state)
    {
        var settings = new SourceSettings
        {
            Kind = source.Choice("Kind", SourceKind.File, Kinds, "What the source is: a recording played at its own speed, raw PCM from standard input or a named pipe, a sound card, what ffmpeg or GStreamer opens, a program that writes raw PCM, raw PCM over the network, a folder of recordings, a camera of the box, or a made-up signal. With models that see: a video file, video that ffmpeg or GStreamer opens, a program that writes frames, a folder of images, a camera."),
            Name = source.Text("Name", pipeline, "Name of the source in events.", "the pipeline's name")!,
            Path = source.Text("Path", null, "The recording or video, the named pipe, or the folder.") ?? string.Empty,
            Format = new AudioFormat(
                source.Integer("SampleRate", 0, 0, 1_000_000, "Sample frames a second, Hz; must be given for all but recordings. ffmpeg and GStreamer convert to it."),
                source.Integer("Channels", 1, 1, 64, "Channels of raw PCM."),
                source.Choice("Encoding", SampleEncoding.S16, SettingsReader.Encodings, "Encoding of raw PCM, little-endian, channels interleaved.")),
            Channel = source.Integer("Channel", 1, 0, 64, "Channel to read, from 1; 0 averages all channels."),
            Loop = source.Flag("Loop", false, "Plays a recording again and again."),
            Device = source.Text("Device", DefaultDevice, "alsa: ALSA's name of the sound card, such as hw:1,0 or plughw:CARD=UAC (arecord -L lists them). v4l2: the camera, such as /dev/video0.")!,
            Url = source.Text("Url", null, "ffmpeg: what to open: rtsp://, http(s):// (HLS, Icecast), udp://, rtp://, srt://, a file. A password in it reaches neither messages nor process titles.") ?? string.Empty,
            Options = source.Texts("Options", "ffmpeg: its options for the input, one text each. All users of the box can read them."),
            Pipeline = source.Text("Pipeline", null, "gstreamer: a pipeline as gst-launch-1.0 takes it; one that does not end in fdsink gets the conversion to SampleRate, Channels and Encoding appended. All users of the box can read it.") ?? string.Empty,
            Command = source.Texts("Command", "command: the program and its arguments, one text each; no shell parses them."),
            Listen = source.Text("Listen", null, "tcp, udp: where to listen, such as 127.0.0.1:7000; anybody who can reach it can send.") ?? string.Empty,
            Signal = source.Choice("Signal", SyntheticSignal.Chirps, Signals, "synthetic: what to play."),
            Seed = source.Integer("Seed", 1, 0, int.MaxValue, "synthetic: the same seed gives the same noise."),
            Calibration = ReadCalibration(source),
            Levels = SensorRulesReader.Read(source.Section("Levels")),
            Directory = ReadDirectory(source, Path.GetFullPath(Path.Combine(state, "seen", Uri.EscapeDataString(pipeline)))),
            Watchdog = ReadWatchdog(source.Section("Watchdog")),
            Video = VideoReader.Read(source),
        };
        Check(source, settings);
        return settings.Kind == SourceKind.V4l2 && settings.Device == DefaultDevice ? settings with { Device = "/dev/video0" } : settings;
    }

    private static HydrophoneCalibration? ReadCalibration(ConfigSection source)
    {
        var sensitivity = source.Number("SensitivityDb", 0, -300, 0, "Sensitivity of the hydrophone, dB re 1 V/µPa, such as -170, so that health tells sound pressure; 0 when it is not known. A recorder that is calibrated end to end (full scale is 176 dB re 1 µPa): -176, without the next two.");
        var gain = source.Number("GainDb", 0, -200, 200, "Gain between the hydrophone and the converter, dB.");
        var volts = source.Number("FullScaleVolts", 1, 0.001, 1000, "Voltage, zero to peak, that gives a sample of full scale.");
        if (sensitivity < 0) return new HydrophoneCalibration(sensitivity, gain, volts);
        if (source.Has("GainDb") || source.Has("FullScaleVolts")) source.Problem("SensitivityDb", "is missing; GainDb and FullScaleVolts say nothing without the hydrophone's sensitivity");
        return null;
    }

    private static DirectoryOptions ReadDirectory(ConfigSection source, string journal) => new()
    {
        Settle = TimeSpan.FromSeconds(source.Number("SettleSeconds", 5, 0.1, 3600, "directory: a file is complete when it has not changed for so long, seconds; ten times as long where its header promises more.")),
        Journal = source.Text("Journal", null, "directory: the file that remembers what was analysed.", "in the state directory") ?? journal,
        Zone = ReadZone(source),
    };

    private static TimeSpan? ReadZone(ConfigSection source)
    {
        const string key = "Zone";
        if (source.Text(key, null, "directory: zone of recorders that write local time: utc, +10:00.", "what the files say") is not { } text) return null;
        if (text.Equals("utc", StringComparison.OrdinalIgnoreCase)) return TimeSpan.Zero;
        if (DateTimeOffset.TryParseExact($"2000-01-01T00:00:00{text}", "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time.Offset;
        source.Problem(key, $"'{text}' is neither utc nor an offset such as +10:00");
        return null;
    }

    private static WatchdogOptions ReadWatchdog(ConfigSection watchdog) => new()
    {
        Stall = TimeSpan.FromSeconds(watchdog.Number("StallSeconds", 10, 0.1, 3600, "A live source that gives nothing for so long is opened again; more than a segment of HLS.")),
        RateTolerance = watchdog.Number("RateTolerance", 0.05, 0, 0.5, "How far a live source's rate may be off before it is opened again: 0.05 is 5 %; 0 does not look."),
        RateWindow = TimeSpan.FromSeconds(watchdog.Number("RateWindowSeconds", 30, 1, 3600, "The time over which the rate is measured, seconds; several bursts of a source that delivers in bursts.")),
        Frozen = TimeSpan.FromSeconds(watchdog.Number("FrozenSeconds", 10, 0, 3600, "A live source whose samples repeat themselves exactly for so long is opened again; 0 does not look.")),
        SilenceIsFault = watchdog.Flag("SilenceIsFault", false, "Whether digital silence (only zeros) counts as frozen; some devices give it with reason."),
        RestartLimit = TimeSpan.FromSeconds(watchdog.Number("RestartSeconds", 4, 0.1, 600, "Restarts wait a random part of a time that doubles from a quarter of a second up to this.")),
    };

    private static void Check(ConfigSection source, SourceSettings settings)
    {
        if (!source.Has("Kind"))
        {
            source.Problem("Kind", $"is missing; choose {string.Join(", ", Kinds.SkipLast(1).Select(k => k.Word))} or {Kinds[^1].Word}");
            return;
        }

        switch (settings.Kind)
        {
            case SourceKind.File or SourceKind.Pipe or SourceKind.Directory when settings.Path.Length == 0:
                source.Problem("Path", "is missing; name the recording, the named pipe or the folder");
                break;
            case SourceKind.Ffmpeg when settings.Url.Length == 0:
                source.Problem("Url", "is missing; name what ffmpeg is to open, such as rtsp://camera/live");
                break;
            case SourceKind.GStreamer when settings.Pipeline.Length == 0:
                source.Problem("Pipeline", "is missing; give a GStreamer pipeline, such as alsasrc device=hw:1,0");
                break;
            case SourceKind.Command when settings.Command.Count == 0:
                source.Problem("Command", "is missing; list the program and its arguments, such as [\"sox\", \"-d\", \"-t\", \"raw\", \"-\"]");
                break;
            case SourceKind.Tcp or SourceKind.Udp when !ListenAddress.TryParse(settings.Listen, out _):
                source.Problem("Listen", settings.Listen.Length == 0 ? "is missing; say where to listen, such as 127.0.0.1:7000" : $"'{settings.Listen}' is no address with a port, such as 127.0.0.1:7000");
                break;
            default:
                break;
        }

        VideoReader.Check(source, settings);
        // What gives frames is no sound; whether the models want one or the other is seen when they are opened.
        if (settings.Kind is SourceKind.File or SourceKind.Directory || settings.Video is not null) return;
        if (settings.Format.SampleRate < 100) source.Problem("SampleRate", "is missing or below 100 Hz; raw PCM does not say its rate, so the configuration must");
        if (settings.Channel > settings.Format.Channels) source.Problem("Channel", $"{settings.Channel} is beyond the {settings.Format.Channels} channels of the source");
    }
}
