using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A live input that can be opened again and again: a device, a network stream, a program. <see cref="SupervisedSource"/> does so.</summary>
public interface ILiveInput
{
    /// <summary>What its bytes are; of no account for video.</summary>
    AudioFormat Format { get; }

    /// <summary>What its frames are; null for sound.</summary>
    VideoFormat? Video => null;

    /// <summary>Bytes of what is delivered whole: a sample frame, a raw video frame; 1 where frames have no fixed length (MJPEG).</summary>
    int UnitBytes => Video is { } video ? video.IsMjpeg ? 1 : (int)video.Layout.FrameBytes : Format.BytesPerFrame;

    /// <summary>How many of these come a second; 0 where that says nothing (MJPEG).</summary>
    double UnitsPerSecond => Video is { } video ? video.IsMjpeg ? 0 : video.FramesPerSecond : Format.SampleRate;

    /// <summary>For people, without secrets: <c>ALSA device hw:1,0</c>.</summary>
    string Description { get; }

    /// <summary>Whether opening waits for somebody else to connect: waiting again costs nothing and needs no back-off.</summary>
    bool Listens => false;

    /// <summary>Whether exact repetition is its nature, so that it tells nothing about a frozen device.</summary>
    bool MayRepeat => false;

    /// <summary>Opens it.</summary>
    /// <exception cref="SourceException">It can't be opened now; one sentence, without secrets.</exception>
    Task<LiveConnection> OpenAsync(CancellationToken cancellation);
}
