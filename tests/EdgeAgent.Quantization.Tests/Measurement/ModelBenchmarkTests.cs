using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Tests.Support;

namespace EdgeAgent.Quantization.Tests.Measurement;

public sealed class ModelBenchmarkTests
{
    [Fact]
    public void Run_ThreadsAndBatches_GivesAPointForEach()
    {
        using var folder = new TemporaryFolder();
        var report = ModelBenchmark.Run(Trial.Library, SmallCnn.Save(folder), new BenchmarkOptions { Threads = [1, 2], Batches = [1, 4], Seconds = 0.01 }, TimeProvider.System, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([(1, 1), (1, 4), (2, 1), (2, 4)], report.Points.Select(p => (p.Threads, p.Batch)));
        Assert.All(report.Points, p => Assert.True(p.Runs >= 20 && p.P50 > 0 && p.P50 <= p.P90 && p.P90 <= p.P99 && p.P99 <= p.Max && p.WindowsPerSecond > 0, p.ToString()));
    }

    [Fact]
    public void Run_NoModel_SaysWhy()
    {
        var error = Assert.Throws<ModelException>(() => ModelBenchmark.Run(Trial.Library, "/nowhere/model.onnx", new BenchmarkOptions(), TimeProvider.System, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_TheSameModelTwice_IsComparable()
    {
        using var folder = new TemporaryFolder();
        var file = SmallCnn.Save(folder);

        var speed = SpeedComparison.Measure(Trial.Library, file, file, 1, 0.05, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(speed.Runs >= 50 && speed.FullMilliseconds > 0 && speed.VariantMilliseconds > 0);
    }
}
