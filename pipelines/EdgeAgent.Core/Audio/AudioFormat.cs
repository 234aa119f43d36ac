namespace EdgeAgent.Core.Audio;

/// <summary>The format of a raw PCM byte stream.</summary>
/// <param name="SampleRate">Sample frames per second, ≥ 1.</param>
/// <param name="Channels">Samples per sample frame, ≥ 1.</param>
/// <param name="Encoding">How one sample is written.</param>
public readonly record struct AudioFormat(int SampleRate, int Channels, SampleEncoding Encoding)
{
    /// <summary>Bytes of one sample.</summary>
    public int BytesPerSample => Encoding switch
    {
        SampleEncoding.S16 => 2,
        SampleEncoding.S24 => 3,
        _ => 4,
    };

    /// <summary>Bytes of one sample frame (one sample of every channel).</summary>
    public int BytesPerFrame => BytesPerSample * Channels;
}
