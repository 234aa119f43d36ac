namespace EdgeAgent.Pipelines.Overload;

/// <summary>Work over sound of the last two spans of time. Not thread-safe; allocates nothing.</summary>
/// <param name="span">Length of a span, seconds; no shorter than the longest hop, since work comes once a hop.</param>
internal sealed class LoadMeter(double span)
{
    private double _began = double.NaN;
    private (double Sound, double Work) _before;
    private (double Sound, double Work) _now;

    /// <summary>Seconds of work for a second of sound; 0 before any sound.</summary>
    public double Load { get; private set; }

    /// <summary>Adds sound that was scored, and the work that it took.</summary>
    public void Add(double now, double sound, double work)
    {
        if (double.IsNaN(_began)) _began = now;
        _now = (_now.Sound + sound, _now.Work + work);
        var total = _before.Sound + _now.Sound;
        if (total > 0) Load = (_before.Work + _now.Work) / total;
        if (now - _began < span) return;
        (_before, _now, _began) = (_now, default, now);
    }
}
