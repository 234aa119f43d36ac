namespace EdgeAgent.Configuration;

/// <summary>What objects of a label must be like; null leaves it as it is for all.</summary>
internal sealed record LabelLimits
{
    /// <summary>The label.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it is followed at all.</summary>
    public required bool Report { get; init; }

    /// <summary>A detection of at least this score begins or continues a track.</summary>
    public required float? MinScore { get; init; }

    /// <summary>The median score at which it is an event.</summary>
    public required float? ConfirmScore { get; init; }

    /// <summary>Smallest area, part of the image.</summary>
    public required float MinArea { get; init; }

    /// <summary>Largest area, part of the image.</summary>
    public required float MaxArea { get; init; }

    /// <summary>Smallest width over height.</summary>
    public required float MinRatio { get; init; }

    /// <summary>Largest width over height.</summary>
    public required float MaxRatio { get; init; }

    /// <summary>Objects a mm² that a clean slide shows.</summary>
    public required double BlankPerSquareMillimeter { get; init; }

    /// <summary>Part of the objects that the model finds.</summary>
    public required double Recall { get; init; }

    /// <summary>Most objects at once.</summary>
    public required int MaxTracks { get; init; }
}
