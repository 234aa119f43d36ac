namespace EdgeAgent.Configuration;

/// <summary>Where a pipeline's bytes come from.</summary>
internal enum SourceKind
{
    /// <summary>A recording, played at its own speed; for demonstrations and tests.</summary>
    File,

    /// <summary>Raw PCM on standard input.</summary>
    Stdin,

    /// <summary>Raw PCM from a named pipe.</summary>
    Pipe,

    /// <summary>A sound card.</summary>
    Alsa,

    /// <summary>Whatever ffmpeg opens.</summary>
    Ffmpeg,

    /// <summary>A GStreamer pipeline.</summary>
    GStreamer,

    /// <summary>A program that writes raw PCM.</summary>
    Command,

    /// <summary>Raw PCM from whoever connects.</summary>
    Tcp,

    /// <summary>Raw PCM in datagrams.</summary>
    Udp,

    /// <summary>Recordings that appear in a folder.</summary>
    Directory,

    /// <summary>A camera of the box.</summary>
    V4l2,

    /// <summary>Sound made by the agent itself.</summary>
    Synthetic,
}
