namespace EdgeAgent.Core.Control.Inference;

/// <summary>What requests a model has answered since the agent began.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">Version of the package.</param>
public sealed record ServedStatistics(string Model, int Version)
{
    /// <summary>When it last answered; null before that.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Rows scored.</summary>
    public long Rows { get; init; }

    /// <summary>Runs of the session.</summary>
    public long Runs { get; init; }

    /// <summary>Requests answered, from their arrival to their answer.</summary>
    public CountedTime Answered { get; init; }

    /// <summary>Requests that failed.</summary>
    public CountedTime Failed { get; init; }

    /// <summary>How long requests waited for their run.</summary>
    public CountedTime Waited { get; init; }

    /// <summary>How long their runs took.</summary>
    public CountedTime Ran { get; init; }

    /// <summary>Runs by the number of their rows, ascending.</summary>
    public IReadOnlyList<(int Rows, CountedTime Runs)> ByRows { get; init; } = [];
}
