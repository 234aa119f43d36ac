using EdgeAgent.Configuration;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Run;

/// <summary>Makes the live source that a pipeline's settings name.</summary>
internal static class LiveSources
{
    /// <summary>Makes the source.</summary>
    /// <exception cref="SourceException">The input is not there or can't be read.</exception>
    public static IByteSource Open(SourceSettings settings, TimeProvider time)
    {
        if (settings.Video is not null && settings.Kind is not (SourceKind.File or SourceKind.Directory))
            throw new SourceException(settings.Name, $"{settings.Name}: gives frames, but its models listen; name a model that looks at images, or leave out Width, Height, PixelFormat and FramesPerSecond");
        switch (settings.Kind)
        {
            case SourceKind.File:
                return OpenRecording(settings, time);
            case SourceKind.Stdin:
                return new PcmStreamSource("standard input", settings.Format, Console.OpenStandardInput);
            case SourceKind.Pipe:
                if (!File.Exists(settings.Path)) throw new SourceException(settings.Path, $"{settings.Path}: no such named pipe; make it with mkfifo");
                return new PcmStreamSource(settings.Path, settings.Format, () => new FileStream(settings.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1));
            case SourceKind.Directory:
                return new DirectorySource(Paths.Find(settings.Path), settings.Channel, settings.Directory, time);
            default:
                return new SupervisedSource(Input(settings, time), settings.Watchdog, time, Random.Shared);
        }
    }

    private static ILiveInput Input(SourceSettings settings, TimeProvider time) => settings.Kind switch
    {
        SourceKind.Alsa => LiveInputs.Alsa(settings.Device, settings.Format, time),
        SourceKind.Ffmpeg => LiveInputs.Ffmpeg(settings.Url, settings.Options, settings.Format, time),
        SourceKind.GStreamer => LiveInputs.GStreamer(settings.Pipeline, settings.Format, time),
        SourceKind.Command => LiveInputs.Command(settings.Command, settings.Format, time),
        SourceKind.Tcp when ListenAddress.TryParse(settings.Listen, out var address) => new TcpInput(address, settings.Format),
        SourceKind.Udp when ListenAddress.TryParse(settings.Listen, out var address) => new UdpInput(address, settings.Format),
        _ => new SyntheticInput(settings.Signal, settings.Format.SampleRate, settings.Format.Channels, settings.Seed, time),
    };

    private static RecordingSource OpenRecording(SourceSettings settings, TimeProvider time)
    {
        var path = Paths.Find(settings.Path);
        var inspection = RecordingInspector.Inspect(path, new RecordingTimeRules(IgnoreNames: true, Start: DateTimeOffset.UnixEpoch));
        if (!inspection.IsUsable) throw new SourceException(path, inspection.Problem.Message);
        var recording = inspection.Info;
        if (settings.Channel > recording.Channels)
            throw new SourceException(path, $"{path}: has {recording.Channels} channels; channel {settings.Channel} is not there");
        return new RecordingSource([new RecordingSegment(path, 0, recording.Frames, 0)], recording.SampleRate, recording.Channels, speed: 1, time, settings.Loop);
    }
}
