namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Waits between attempts: drawn evenly between zero and a ceiling that doubles (full jitter), so that a thousand boxes that lost the same broker do not come back as one.</summary>
internal sealed class Backoff(TimeSpan lowest, TimeSpan highest, Func<double> random)
{
    private int _failures;

    /// <summary>The ceiling that the next wait is drawn under.</summary>
    public TimeSpan Ceiling => TimeSpan.FromSeconds(Math.Min(highest.TotalSeconds, lowest.TotalSeconds * Math.Pow(2, Math.Min(_failures, 40))));

    /// <summary>A wait for one message that was refused: at least half of its ceiling, so that no broker is hammered.</summary>
    /// <param name="options">The ceilings.</param>
    /// <param name="refusals">Refusals so far, ≥ 1.</param>
    public static TimeSpan Spread(MqttOptions options, int refusals)
    {
        var ceiling = Math.Min(options.BackoffMaxSeconds, options.BackoffMinSeconds * Math.Pow(2, Math.Min(refusals - 1, 40)));
        return TimeSpan.FromSeconds(ceiling * (0.5 + Random.Shared.NextDouble() / 2));
    }

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
