using EdgeAgent.Synthesis.Units;

namespace EdgeAgent.Synthesis.Songs;

/// <summary>A unit and when it is sung.</summary>
/// <param name="Begin">Seconds from the start of the recording.</param>
/// <param name="Shape">How it sounds.</param>
internal readonly record struct PlannedUnit(double Begin, UnitShape Shape)
{
    /// <summary>End in seconds from the start of the recording; echoes ring on.</summary>
    public double End => Begin + Shape.Seconds;
}
