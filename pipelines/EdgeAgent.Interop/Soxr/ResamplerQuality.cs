namespace EdgeAgent.Interop.Soxr;

/// <summary>How exact a resampler computes; the names are libsoxr's.</summary>
public enum ResamplerQuality
{
    /// <summary>20 bits (about −120 dB), single precision: enough for 16-bit recordings.</summary>
    High,

    /// <summary>28 bits (about −169 dB), double precision: for 24-bit recordings; several times the work.</summary>
    VeryHigh,
}
