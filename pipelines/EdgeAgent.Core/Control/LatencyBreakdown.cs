namespace EdgeAgent.Core.Control;

/// <summary>Where the time goes from the arrival of the last sample that a window needs to its events, over all models of a pipeline.</summary>
/// <param name="Queue">From the sample's arrival in the pipe to the analysis of its block, and from the window to the beginning of its run.</param>
/// <param name="Features">From there to the whole window: framing, levels, rate conversion, the copy into the tensor.</param>
/// <param name="Run">The model's own run, of the batch that the window is in.</param>
/// <param name="Aggregation">From the end of the run to the last event of the window, handed to the store.</param>
/// <param name="Added">All but <paramref name="Run"/>: what the agent adds to what the model costs.</param>
public sealed record LatencyBreakdown(LatencyFigures Queue, LatencyFigures Features, LatencyFigures Run, LatencyFigures Aggregation, LatencyFigures Added)
{
    /// <summary>Seconds between two windows, and seconds of input in one: a sound waits half the first on average until a window is over it, whatever the agent does. 0 where the models differ.</summary>
    public double HopSeconds { get; init; }

    /// <inheritdoc cref="HopSeconds"/>
    public double WindowSeconds { get; init; }
}
