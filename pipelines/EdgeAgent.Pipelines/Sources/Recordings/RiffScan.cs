namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What the chunks of a RIFF, RF64 or W64 file say beside what libsndfile tells.</summary>
internal sealed class RiffScan
{
    /// <summary>Bytes of one sample frame, from the fmt chunk; 0 where unknown or where the samples are compressed.</summary>
    public int FrameBytes { get; set; }

    /// <summary>Sample rate of the fmt chunk.</summary>
    public int SampleRate { get; set; }

    /// <summary>First byte of the samples; 0 when there is no data chunk.</summary>
    public long DataOffset { get; set; }

    /// <summary>Bytes of samples that the header claims.</summary>
    public long DataDeclared { get; set; }

    /// <summary>Bytes of samples that are there.</summary>
    public long DataPresent { get; set; }

    /// <summary>Whether the data length is one of the values that mean "not known yet": the file was streamed or never closed.</summary>
    public bool LengthIsPlaceholder { get; set; }

    /// <summary>Where another RIFF file begins right after this one; null: nowhere.</summary>
    public long? AppendedFileAt { get; set; }

    /// <summary>Bytes behind the last chunk that belong to none.</summary>
    public long StrayBytes { get; set; }

    /// <summary>The GUANO text, when there is one.</summary>
    public string? Guano { get; set; }

    /// <summary>The bext chunk's fixed part (up to 602 bytes), when there is one.</summary>
    public byte[]? Bext { get; set; }

    /// <summary>The xwav harp chunk, when there is one.</summary>
    public byte[]? Harp { get; set; }
}
