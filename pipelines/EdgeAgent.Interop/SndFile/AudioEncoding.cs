namespace EdgeAgent.Interop.SndFile;

/// <summary>What <see cref="SndFileWriter"/> writes: a container and the form of its samples.</summary>
public enum AudioEncoding
{
    /// <summary>WAV, 16-bit PCM.</summary>
    WavPcm16,

    /// <summary>WAV, 24-bit PCM.</summary>
    WavPcm24,

    /// <summary>WAV, 32-bit PCM.</summary>
    WavPcm32,

    /// <summary>WAV, 32-bit float; values beyond ±1 are kept.</summary>
    WavFloat,

    /// <summary>FLAC, 16-bit, lossless.</summary>
    FlacPcm16,

    /// <summary>FLAC, 24-bit, lossless.</summary>
    FlacPcm24,
}
