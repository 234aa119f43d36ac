namespace EdgeAgent.Configuration;

/// <summary>How frames come from a program.</summary>
internal enum FrameEncoding
{
    /// <summary>Raw, of one size.</summary>
    Raw,

    /// <summary>JPEG images one after the other.</summary>
    Mjpeg,

    /// <summary>YUV4MPEG2, which says its size and rate itself.</summary>
    Y4m,
}
