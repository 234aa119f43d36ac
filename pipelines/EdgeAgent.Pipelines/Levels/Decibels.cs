namespace EdgeAgent.Pipelines.Levels;

/// <summary>Powers, re full scale, as levels.</summary>
internal static class Decibels
{
    /// <summary>The level that stands for no power at all: far below what any converter resolves.</summary>
    public const double Nothing = -200;

    /// <summary>Level of a power (mean square), dBFS; <see cref="Nothing"/> where there is none.</summary>
    public static double OfPower(double power) => power > 1e-20 ? 10 * Math.Log10(power) : Nothing;

    /// <summary>The level for people and documents, to a hundredth; null where there is no power.</summary>
    public static double? Told(double power) => power > 1e-20 ? Math.Round(OfPower(power), 2) : null;
}
