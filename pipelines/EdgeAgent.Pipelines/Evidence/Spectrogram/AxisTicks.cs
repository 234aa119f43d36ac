using System.Globalization;

namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>Round values along an axis: steps of 1, 2 or 5 times a power of ten.</summary>
internal static class AxisTicks
{
    /// <summary>The values from one end to the other.</summary>
    /// <param name="from">Lower end.</param>
    /// <param name="to">Upper end, more than that.</param>
    /// <param name="most">About how many there is room for.</param>
    public static IEnumerable<(double Value, string Text)> Between(double from, double to, int most)
    {
        var rough = (to - from) / most;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        var digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        for (var i = (long)Math.Ceiling((from / step) - 1e-9); i * step <= to + (step * 1e-9); i++)
            yield return (i * step, (i * step).ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }
}
