namespace EdgeAgent.Pipelines.Framing;

/// <summary>Where <see cref="MjpegFraming"/> stands in a stream, and what it had to leave out.</summary>
internal struct MjpegCursor
{
    /// <summary>Bytes between images that were skipped: boundaries of HTTP, or garbage.</summary>
    public long SkippedBytes { get; internal set; }

    /// <summary>Images that were begun and are none: cut off by the next one, without sense, or too long.</summary>
    public long DamagedImages { get; internal set; }

    /// <summary>How far the image at the start of the buffer was looked at.</summary>
    internal long Scanned { get; set; }

    /// <summary>Where the segment before that place begins: where its length lied, the next image is looked for behind its start.</summary>
    internal long Segment { get; set; }

    /// <summary>Whether that place lies among entropy-coded data.</summary>
    internal bool IsInScan { get; set; }
}
