namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>A figure that has no peer.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Target">The bound that is asked for, in words; null where it only informs.</param>
/// <param name="Met">Whether it was reached.</param>
internal sealed record Figure(string Name, double Value, string Unit, string? Target = null, bool? Met = null)
{
    /// <summary>A figure that must not be over a bound.</summary>
    public static Figure AtMost(string name, double value, string unit, double bound) => new(name, value, unit, FormattableString.Invariant($"≤ {bound:0.###}"), value <= bound);

    /// <summary>A figure that must not be under a bound.</summary>
    public static Figure AtLeast(string name, double value, string unit, double bound) => new(name, value, unit, FormattableString.Invariant($"≥ {bound:0.###}"), value >= bound);
}
