using EdgeAgent.Configuration;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Run;

/// <summary>Makes the live source that a pipeline's settings name.</summary>
internal static class LiveSources
{
    /// <summary>Makes the source.</summary>
    /// <exception cref="SourceException">The input is not there.</exception>
    /// <exception cref="AudioFileException">The recording can't be read.</exception>
    public static IByteSource Open(SourceSettings settings, TimeProvider time)
    {
        switch (settings.Kind)
        {
            case SourceKind.Stdin:
                return new PcmStreamSource("standard input", settings.Format, Console.OpenStandardInput);
            case SourceKind.Pipe:
                if (!File.Exists(settings.Path)) throw new SourceException(settings.Path, $"{settings.Path}: no such named pipe; make it with mkfifo");
                return new PcmStreamSource(settings.Path, settings.Format, () => new FileStream(settings.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1));
            default:
                return OpenRecording(settings, time);
        }
    }

    private static RecordingSource OpenRecording(SourceSettings settings, TimeProvider time)
    {
        var path = Paths.Find(settings.Path);
        using var reader = SndFileReader.Open(path);
        if (settings.Channel > reader.Channels)
            throw new SourceException(path, $"{path}: has {reader.Channels} channels; channel {settings.Channel} is not there");
        return new RecordingSource([new RecordingSegment(path, 0, reader.Frames, 0)], reader.SampleRate, reader.Channels, speed: 1, time, settings.Loop);
    }
}
