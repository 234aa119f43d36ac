namespace EdgeAgent.Pipelines.Overload;

/// <summary>When a pipeline counts as overloaded, and what it may do about it.</summary>
public sealed record OverloadRules
{
    /// <summary>Steps that may be taken, in the order of <see cref="Core.Control.OverloadStep"/>; the others are passed over.</summary>
    public OverloadSteps Steps { get; init; } = OverloadSteps.All;

    /// <summary>Seconds of input that wait when the next step is taken.</summary>
    public double RaiseSeconds { get; init; } = 0.75;

    /// <summary>Seconds of input that wait when windows are skipped, whatever step it is at; below what the pipe before the analysis holds (3 s).</summary>
    public double SkipSeconds { get; init; } = 2;

    /// <summary>Seconds of work for a second of input from which on it falls behind; what waits at less is a burst, and is soon done.</summary>
    public double FullLoad { get; init; } = 0.95;

    /// <summary>A step is given up when the work, with what the step saves, would be no more than this.</summary>
    public double CalmLoad { get; init; } = 0.7;

    /// <summary>Seconds for which that must hold; twice as long each time that giving up a step was wrong.</summary>
    public double HoldSeconds { get; init; } = 30;

    /// <summary>Seconds that a step has to show what it brings before the next one is taken.</summary>
    public double StepSeconds { get; init; } = 2;
}
