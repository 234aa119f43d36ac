namespace EdgeAgent.Pipelines.Frames;

/// <summary>When a camera counts as sick, and when as well again. Hold times are seconds of frames.</summary>
public sealed record PictureRules
{
    /// <summary>Seconds of one and the same picture that make it frozen. Real cameras have noise; encoded still scenes may repeat themselves for some seconds.</summary>
    public double FrozenHold { get; init; } = 20;

    /// <summary>Black part of the picture from which it is black.</summary>
    public double BlackShare { get; init; } = 0.98;

    /// <summary>Below this part it is no longer.</summary>
    public double BlackLeaveShare { get; init; } = 0.9;

    /// <summary>White part of the picture from which it is overexposed.</summary>
    public double WhiteShare { get; init; } = 0.6;

    /// <summary>Below this part it is no longer.</summary>
    public double WhiteLeaveShare { get; init; } = 0.4;

    /// <summary>Part of its usual sharpness below which it is blurred.</summary>
    public double BlurPart { get; init; } = 0.2;

    /// <summary>Above this part it is no longer.</summary>
    public double BlurLeavePart { get; init; } = 0.4;

    /// <summary>Sharpness below which a camera is blurred whatever it usually is; below 3 there are no edges at all.</summary>
    public double BlurFloor { get; init; } = 3;

    /// <summary>Seconds over which the usual sharpness follows; what is blurred teaches it nothing.</summary>
    public double UsualSeconds { get; init; } = 120;

    /// <summary>Seconds of black, overexposed or blurred pictures before it is said, and of others before it is over.</summary>
    public double Hold { get; init; } = 5;
}
