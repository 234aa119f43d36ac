using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Inference;

public sealed class WorkerExecutorTests
{
    private const int Window = 100;

    [Fact]
    public void Wait_ManyBatchesOnFewThreads_EachHasItsOwnScores()
    {
        using var model = new TinyModel(1000, Window, Window);
        using var runner = model.Open();
        using var executor = new WorkerExecutor(3);
        var batches = Enumerable.Range(0, 40).Select(i => Filled(runner, i / 40f)).ToArray();
        foreach (var batch in batches) executor.Submit(batch);
        for (var i = 0; i < batches.Length; i++)
        {
            executor.Wait(batches[i]);
            var expected = 1 / (1 + Math.Exp(-i / 40f));
            for (var row = 0; row < batches[i].Count; row++) Assert.Equal(expected, batches[i].Scores(row)[0], 1e-5);
            runner.Return(batches[i]);
        }
    }

    [Fact]
    public void Wait_RunThatFails_ThrowsWhatItThrewAndTheThreadLivesOn()
    {
        using var model = new TinyModel(1000, Window, Window);
        using var runner = model.Open();
        using var executor = new WorkerExecutor(1);
        var bad = Filled(runner, float.NaN);
        var good = Filled(runner, 0);
        executor.Submit(bad);
        executor.Submit(good);

        Assert.Contains("not a finite number", Assert.Throws<ModelException>(() => executor.Wait(bad)).Message, StringComparison.Ordinal);
        executor.Wait(good);
        Assert.Equal(0.5f, good.Scores(0)[0], 1e-6);
        runner.Return(bad);
        runner.Return(good);

        // A batch that failed is good as new when it is lent again.
        var again = Filled(runner, 0);
        executor.Submit(again);
        executor.Wait(again);
        runner.Return(again);
    }

    [Fact]
    public void Dispose_BatchesStillQueued_AllHaveRun()
    {
        using var model = new TinyModel(1000, Window, Window);
        using var runner = model.Open();
        var batches = Enumerable.Range(0, 50).Select(_ => Filled(runner, 0)).ToArray();
        var executor = new WorkerExecutor(2);
        foreach (var batch in batches) executor.Submit(batch);

        executor.Dispose();

        Assert.All(batches, batch => Assert.True(batch.Completed.IsSet && batch.Failure is null));
        foreach (var batch in batches) runner.Return(batch);
    }

    private static WindowBatch Filled(ModelRunner runner, float level)
    {
        var batch = runner.Rent();
        var window = new float[Window];
        Array.Fill(window, level);
        while (!batch.IsFull) batch.Add(window, 0, 1);
        return batch;
    }
}
