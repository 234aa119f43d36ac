namespace EdgeAgent.Core.Control;

/// <summary>Looks into running pipelines: what comes from the hydrophones and what the models make of it, window by window.</summary>
public interface ITap
{
    /// <summary>Readings as they are made. They are samples, not a record: whoever is too slow loses some, and is told how many.</summary>
    /// <param name="pipelines">Names; empty for all.</param>
    /// <param name="interval">At least this long between two readings of a pipeline's levels, and of each of its models' scores.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ControlRefusedException">There is no such pipeline, or too many are looking already.</exception>
    IAsyncEnumerable<TapReading> WatchAsync(IReadOnlyList<string> pipelines, TimeSpan interval, CancellationToken cancellation);
}
