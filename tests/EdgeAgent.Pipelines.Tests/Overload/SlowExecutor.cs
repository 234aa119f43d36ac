using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Tests.Overload;

/// <summary>Runs batches on the spot, and lets a clock that is moved by hand pass for it: so much a run, and so much a window.</summary>
internal sealed class SlowExecutor(ManualTime time) : IBatchExecutor
{
    public TimeSpan PerWindow { get; set; }

    public TimeSpan PerRun { get; set; }

    public List<int> Batches { get; } = [];

    public int Depth => 1;

    public void Submit(WindowBatch batch)
    {
        Batches.Add(batch.Count);
        batch.Run();
        time.Advance(PerRun + (PerWindow * batch.Count));
    }

    public void Wait(WindowBatch batch)
    {
    }
}
