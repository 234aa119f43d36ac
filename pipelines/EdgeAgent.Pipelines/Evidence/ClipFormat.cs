namespace EdgeAgent.Pipelines.Evidence;

/// <summary>What sound is written as.</summary>
public enum ClipFormat
{
    /// <summary>FLAC of 16 or 24 bits; WAV where the sound does not fit without loss (32-bit floats and integers, more than eight channels).</summary>
    Flac,

    /// <summary>WAV of 16, 24 or 32 bits, or of floats.</summary>
    Wav,
}
