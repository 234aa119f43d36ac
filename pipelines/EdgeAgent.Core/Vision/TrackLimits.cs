namespace EdgeAgent.Core.Vision;

/// <summary>What a detection of one class must be like to be followed.</summary>
public sealed record TrackLimits
{
    /// <summary>Whether the class is followed at all.</summary>
    public bool Report { get; init; } = true;

    /// <summary>A detection of at least this score may begin a track, 0..1.</summary>
    public float MinScore { get; init; } = 0.5f;

    /// <summary>A detection of at least this score may continue one, ≤ <see cref="MinScore"/>.</summary>
    public float ContinueScore { get; init; } = 0.25f;

    /// <summary>A track is an event once the median of its last scores reaches this.</summary>
    public float ConfirmScore { get; init; } = 0.6f;

    /// <summary>Smallest area of the box, fraction of the image.</summary>
    public float MinArea { get; init; }

    /// <summary>Largest area of the box, fraction of the image.</summary>
    public float MaxArea { get; init; } = 1;

    /// <summary>Smallest width over height.</summary>
    public float MinRatio { get; init; }

    /// <summary>Largest width over height.</summary>
    public float MaxRatio { get; init; } = 1000;

    /// <summary>Most tracks of the class at once, ≥ 1; more are not begun, and counted.</summary>
    public int MaxTracks { get; init; } = 50;
}
