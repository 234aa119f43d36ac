namespace EdgeAgent.Core.Vision;

/// <summary>What came from a camera last, and what that says of it.</summary>
public sealed record VideoLevels
{
    /// <summary>Mean brightness, 0..255.</summary>
    public required double Brightness { get; init; }

    /// <summary>Part of the picture that is black (at or below 20), 0..1.</summary>
    public required double BlackShare { get; init; }

    /// <summary>Part of the picture that is white (at or above 250), 0..1.</summary>
    public required double WhiteShare { get; init; }

    /// <summary>Variance of the Laplacian of the brightness: large where there are edges, small where the picture is blurred.</summary>
    public required double Sharpness { get; init; }

    /// <summary>Frames in a row that were the same to the bit, where they were looked at; 0 when the last one differed.</summary>
    public required long Repeated { get; init; }

    /// <summary>How it looks.</summary>
    public required VideoState State { get; init; }

    /// <summary>Since which position of the epoch it has looked so; 0 where it has from the start.</summary>
    public long SincePosition { get; init; }

    /// <summary>One sentence for people on the last change; null before any.</summary>
    public string? Detail { get; init; }

    /// <summary>Frames so far in which nothing could be seen (frozen, black): they were analysed, but covered nothing.</summary>
    public required long BlindFrames { get; init; }
}
