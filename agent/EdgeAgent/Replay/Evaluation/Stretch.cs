namespace EdgeAgent.Replay.Evaluation;

/// <summary>A stretch of time with its ends, in seconds.</summary>
/// <param name="Begin">Begin.</param>
/// <param name="End">End, not before the begin.</param>
internal readonly record struct Stretch(double Begin, double End)
{
    // Times are read from decimal text, so that sums are off in the last bits: a microsecond decides nothing.
    private const double Rounding = 1e-6;

    /// <summary>The stretch with the collar on both sides.</summary>
    public Stretch Widened(double collar) => new(Begin - collar, End + collar);

    /// <summary>The stretch without its ends, for what must share more than a touch; one without length stays as it is.</summary>
    public Stretch Inner => End - Begin > 4 * Rounding ? Widened(-2 * Rounding) : this;

    /// <summary>Whether the two share a moment; touching is enough, since a label may have no length.</summary>
    public bool Overlaps(Stretch other) => Begin <= other.End + Rounding && other.Begin <= End + Rounding;

    /// <summary>Whether two times differ by no more than the tolerance.</summary>
    public static bool Near(double one, double other, double tolerance) => Math.Abs(one - other) <= tolerance + Rounding;
}
