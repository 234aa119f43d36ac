using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>Sees whether the windows' cells follow each other without a hole and without overlap, whichever model scored them.</summary>
internal sealed class CoverageLog : IScoreSink
{
    private long _end;

    /// <summary>Sample frames that no cell or more than one held.</summary>
    public long Astray { get; private set; }

    /// <inheritdoc/>
    public void Accept(ModelReference model, long first, long last, ReadOnlySpan<float> scores)
    {
        Astray += Math.Abs(first - _end);
        _end = last;
    }
}
