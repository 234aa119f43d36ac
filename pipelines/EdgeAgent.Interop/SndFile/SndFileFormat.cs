using static EdgeAgent.Interop.SndFile.SndFileConstants;

namespace EdgeAgent.Interop.SndFile;

/// <summary>Names libsndfile's format codes the way people do.</summary>
internal static class SndFileFormat
{
    /// <summary>Container and encoding, e.g. <c>WAV, 16-bit PCM</c>; the code in hexadecimal for what has no name here.</summary>
    public static string Name(int format) => $"{Container(format & TypeMask)}, {Encoding(format & SubtypeMask)}";

    private static string Container(int type) => type switch
    {
        Wav or 0x130000 => "WAV",
        0x020000 => "AIFF",
        0x030000 => "AU",
        0x040000 => "raw",
        0x0A0000 => "IRCAM",
        0x0B0000 => "W64",
        Flac => "FLAC",
        0x180000 => "CAF",
        0x200000 => "Ogg",
        0x220000 => "RF64",
        0x230000 => "MPEG",
        _ => $"container 0x{type:X}",
    };

    private static string Encoding(int subtype) => subtype switch
    {
        0x0001 => "8-bit PCM",
        Pcm16 => "16-bit PCM",
        Pcm24 => "24-bit PCM",
        Pcm32 => "32-bit PCM",
        0x0005 => "unsigned 8-bit PCM",
        Float => "32-bit float",
        0x0007 => "64-bit float",
        0x0010 => "µ-law",
        0x0011 => "A-law",
        0x0012 => "IMA ADPCM",
        0x0013 => "Microsoft ADPCM",
        0x0060 => "Vorbis",
        0x0064 => "Opus",
        0x0070 or 0x0071 or 0x0072 or 0x0073 => "Apple Lossless",
        0x0080 => "layer I",
        0x0081 => "layer II",
        0x0082 => "layer III",
        _ => $"encoding 0x{subtype:X}",
    };
}
