using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Tests.Time;

/// <summary>Keeps gaps and tells of the first.</summary>
internal sealed class GapLog : IEventSink
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<GapRecord> _gaps = [];

    public Task FirstAsync() => _first.Task.WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken);

    public IReadOnlyList<GapRecord> All()
    {
        lock (_gaps) return [.. _gaps];
    }

    public void Accept(DetectionEvent detection) => throw new InvalidOperationException("no event was expected");

    public void Accept(GapRecord gap)
    {
        lock (_gaps) _gaps.Add(gap);
        _first.TrySetResult();
    }
}
