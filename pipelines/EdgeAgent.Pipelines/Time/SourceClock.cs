using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Time;

/// <summary>Dates the epochs of one live source, one after the other, by the clocks of the box. What one epoch measured of the source's rate, the next begins with.</summary>
/// <param name="watch">The time base of the box.</param>
/// <param name="log">Keeps the anchors; null where nobody does.</param>
/// <param name="known">What is known of the source's rate beforehand, as of a camera with 29.97 frames a second; null for a sound card.</param>
public sealed class SourceClock(ClockWatch watch, AnchorLog? log = null, RateEstimate? known = null)
{
    /// <summary>A restart may have changed buffers and temperature: a rate that was measured before it is no surer than that, ppm.</summary>
    private const double LeastUncertainty = 5;

    private EpochClock? _epoch;
    private RateEstimate _known = known ?? RateEstimate.Unmeasured;
    private double _ppm;
    private double _uncertainty = RateEstimate.Unmeasured.Uncertainty;

    /// <summary>As <see cref="Rate"/>, may be read from any thread; null before it was measured.</summary>
    public RateEstimate? Measured =>
        Volatile.Read(ref _uncertainty) is var uncertainty && uncertainty < RateEstimate.Unmeasured.Uncertainty ? new RateEstimate(Volatile.Read(ref _ppm), uncertainty) : null;

    /// <summary>The measured rate of the source; for the thread of the source.</summary>
    public RateEstimate Rate => _epoch?.Rate ?? _known;

    /// <summary>Begins an epoch.</summary>
    /// <param name="timeline">Its stream time, without anchors.</param>
    public void Begin(StreamTimeline timeline)
    {
        if (_epoch is not null) _known = _epoch.Rate with { Uncertainty = Math.Max(_epoch.Rate.Uncertainty, LeastUncertainty) };
        _epoch = new EpochClock(timeline, _known, log is null ? null : log.Add);
    }

    /// <summary>Takes an arrival of the epoch that was begun last.</summary>
    /// <param name="position">Sample frames of the epoch that are there now.</param>
    public void Heard(long position)
    {
        _epoch!.Heard(position, watch.Read());
        var rate = _epoch.Rate;
        Volatile.Write(ref _ppm, rate.Ppm);
        Volatile.Write(ref _uncertainty, rate.Uncertainty);
    }
}
