namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Waits between attempts: drawn evenly between zero and a ceiling that doubles (full jitter), so that a thousand boxes that lost the same broker do not come back as one.</summary>
internal sealed class Backoff(TimeSpan lowest, TimeSpan highest, Func<double> random)
{
    private int _failures;

    /// <summary>The ceiling that the next wait is drawn under.</summary>
    public TimeSpan Ceiling => TimeSpan.FromSeconds(Math.Min(highest.TotalSeconds, lowest.TotalSeconds * Math.Pow(2, Math.Min(_failures, 40))));

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next()
    {
        var wait = Ceiling * random();
        _failures++;
        return wait;
    }

    /// <summary>Begins again at the lowest ceiling.</summary>
    public void Reset() => _failures = 0;
}
