namespace EdgeAgent.Interop.SndFile;

/// <summary>The numbers of sndfile.h that are used here, under readable names.</summary>
internal static class SndFileConstants
{
    public const int ModeRead = 0x10;
    public const int ModeWrite = 0x20;

    public const int SeekSet = 0;

    /// <summary><c>SF_COUNT_MAX</c>: how libsndfile says that it does not know the length.</summary>
    public const long UnknownFrames = long.MaxValue;

    public const int GetLogInfo = 0x1001;
    public const int SetAddPeakChunk = 0x1050;
    public const int GetBroadcastInfo = 0x10F0;

    public const int StringSoftware = 0x03;
    public const int StringArtist = 0x04;
    public const int StringComment = 0x05;
    public const int StringDate = 0x06;

    public const int ErrorUnrecognisedFormat = 1;
    public const int ErrorSystem = 2;
    public const int ErrorMalformed = 3;
    public const int ErrorUnsupportedEncoding = 4;

    public const int TypeMask = 0x0FFF0000;
    public const int SubtypeMask = 0x0000FFFF;

    public const int Wav = 0x010000;
    public const int Flac = 0x170000;
    public const int Pcm16 = 0x0002;
    public const int Pcm24 = 0x0003;
    public const int Pcm32 = 0x0004;
    public const int Float = 0x0006;
}
