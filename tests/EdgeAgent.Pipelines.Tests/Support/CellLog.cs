using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>Runs batches at once and keeps the cells of their windows.</summary>
internal sealed class CellLog : IBatchExecutor
{
    public List<(long First, long Last)> Cells { get; } = [];

    public int Depth => 1;

    public void Submit(WindowBatch batch)
    {
        for (var i = 0; i < batch.Count; i++) Cells.Add(batch.Cell(i));
        batch.Run();
    }

    public void Wait(WindowBatch batch)
    {
    }
}
