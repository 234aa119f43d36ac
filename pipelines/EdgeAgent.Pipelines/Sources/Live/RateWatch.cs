using System.Globalization;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Notices a source that is faster or slower than its format says. It follows the source's lead, the seconds of sound that have come less the seconds that have passed,
/// and compares its highest value in one half of the window with that of the half before: bursts move the lead up and down, a wrong rate moves its peaks.
/// </summary>
/// <param name="rate">Sample frames or video frames a second that should come.</param>
/// <param name="tolerance">How far off it may be, as a part; 0 does not look.</param>
/// <param name="window">The time over which is measured.</param>
/// <param name="time">The clock.</param>
/// <param name="isVideo">Whether they are video frames; for words.</param>
internal sealed class RateWatch(double rate, double tolerance, TimeSpan window, TimeProvider time, bool isVideo = false)
{
    private readonly double _half = window.TotalSeconds / 2;
    private readonly long _started = time.GetTimestamp();
    private long _frames;
    private double _halfBegan;
    private double _peak = double.NegativeInfinity;
    private double _peakBefore = double.NaN;
    private double _peakEver = double.NegativeInfinity;
    private bool _held;
    private bool _heldBefore;

    /// <summary>Notes that the source was kept waiting: what it could not send meanwhile is no sign of slowness.</summary>
    public void Hold() => _held = true;

    /// <summary>Counts sample frames that arrived now.</summary>
    /// <returns>What is wrong, in words; null when nothing is, or it is too early to tell.</returns>
    public string? Add(int frames)
    {
        if (tolerance <= 0) return null;
        _frames += frames;
        var now = time.GetElapsedTime(_started).TotalSeconds;
        _peak = Math.Max(_peak, (_frames / rate) - now);
        var span = now - _halfBegan;
        if (span < _half) return null;
        var verdict = Judge(span);
        _peakEver = Math.Max(_peakEver, _peak);
        (_peakBefore, _peak) = (_peak, double.NegativeInfinity);
        (_heldBefore, _held) = (_held, false);
        _halfBegan = now;
        return verdict;
    }

    private string? Judge(double span)
    {
        if (double.IsNaN(_peakBefore)) return null;
        // Catching up after a pause only reaches a lead that there was before; a fast source goes beyond it.
        var ahead = (_peak - _peakEver) / span;
        var behind = (_peakBefore - _peak) / span;
        if (ahead > tolerance) return Words(1 + ahead);
        return behind > tolerance && !_held && !_heldBefore ? Words(Math.Max(0, 1 - behind)) : null;
    }

    private string Words(double factor) =>
        isVideo
            ? string.Create(CultureInfo.InvariantCulture, $"gives about {rate * factor:0.#} video frames a second and not {rate:0.##}; check its rate, size and pixel format")
            : string.Create(CultureInfo.InvariantCulture, $"gives about {rate * factor:F0} sample frames a second and not {rate}; check its rate, encoding and number of channels");
}
