namespace EdgeAgent.Core.Audio;

/// <summary>How one sample lies in a byte stream. All encodings are little-endian; channels are interleaved.</summary>
public enum SampleEncoding
{
    /// <summary>16-bit signed integer, ±1.0 at ±32768.</summary>
    S16,

    /// <summary>24-bit signed integer in 3 bytes, ±1.0 at ±8388608.</summary>
    S24,

    /// <summary>32-bit signed integer, ±1.0 at ±2147483648.</summary>
    S32,

    /// <summary>32-bit IEEE float, full scale ±1.0; larger values pass unclipped.</summary>
    F32,
}
