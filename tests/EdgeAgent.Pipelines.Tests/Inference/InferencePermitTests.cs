using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Inference;

/// <summary>Live windows come before requests.</summary>
public sealed class InferencePermitTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Live_UnderAFloodOfRequests_NeverWaitsAndSharesTheBoxWithOneRunAtMost()
    {
        var permit = new InferencePermit();
        using var stop = new CancellationTokenSource();
        var (running, most, overlapping, begun) = (0, 0, 0L, 0L);
        var requests = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                permit.Enter(CancellationToken.None);
                most = Math.Max(most, Interlocked.Increment(ref running));
                Thread.SpinWait(300);
                Interlocked.Decrement(ref running);
                permit.Leave();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        try
        {
            await Until.HoldsAsync(() => permit.Runs > 0, "requests run");
            for (var window = 0; window < 20_000; window++)
            {
                permit.EnterLive();
                // The run that had begun before may go on; another one must not begin.
                var before = permit.Runs;
                overlapping += Volatile.Read(ref running);
                Thread.SpinWait(50);
                begun += permit.Runs - before;
                permit.LeaveLive();
                if (window % 64 == 0) await Task.Yield();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(requests).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, begun);
        Assert.Equal(1, most);
        Assert.True(overlapping <= 20_000, $"{overlapping} runs overlapped 20000 windows");
    }

    [Fact]
    public async Task Enter_WhileLiveWindowsAreAtWork_WaitsForTheLastOfThem()
    {
        var permit = new InferencePermit();
        permit.EnterLive();
        permit.EnterLive();
        var entered = Task.Run(() => permit.Enter(CancellationToken.None), TestContext.Current.CancellationToken);

        permit.LeaveLive();
        Assert.Equal(0, permit.Runs);
        permit.LeaveLive();

        await entered.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(1, permit.Runs);
        permit.Leave();
    }

    [Fact]
    public async Task Enter_GivenUp_LeavesTheWayFree()
    {
        var permit = new InferencePermit();
        permit.EnterLive();
        using var given = new CancellationTokenSource();
        var entered = Task.Run(() => permit.Enter(given.Token), TestContext.Current.CancellationToken);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entered.WaitAsync(Patience, TestContext.Current.CancellationToken));
        permit.LeaveLive();
        permit.Enter(CancellationToken.None);
        Assert.Equal(1, permit.Runs);
    }

    [Fact]
    public async Task Live_WindowsOfTheShippedModelUnderFullBatchesOfRequests_ShareTheBoxWithOneRunAtMost()
    {
        const int windows = 60;
        var package = PackageReader.Open(Path.Combine(Repository.Root, "models/repository/humpback/1"));
        using var model = ModelRunner.Open(TinyModel.Library, package, package.Manifest.Variants["full"], new ModelOptions { Provider = OrtProvider.Cpu });
        using var requests = TensorRun.Of(model);
        var permit = new InferencePermit();
        var live = new LiveExecutor(permit);
        var batch = model.Rent();
        var alone = Enumerable.Range(0, windows).Select(_ => Look()).ToArray();
        using var stop = new CancellationTokenSource();
        var running = 0;
        var flood = Task.Factory.StartNew(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                permit.Enter(CancellationToken.None);
                Volatile.Write(ref running, 1);
                requests.Run(requests.MaxBatch);
                Volatile.Write(ref running, 0);
                permit.Leave();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var (beside, met) = (new List<double>(), 0);
        try
        {
            for (var i = 0; i < windows; i++)
            {
                // Each window comes while a run is under way: the worst that it can meet.
                await BegunAsync();
                met += Volatile.Read(ref running);
                var before = permit.Runs;
                beside.Add(Look());
                // One may begin between this look at the count and the window, none while the window runs.
                Assert.True(permit.Runs - before <= 2, $"{permit.Runs - before} runs of requests in the time of one window");
            }
        }
        finally
        {
            // What it runs is disposed behind this.
            await stop.CancelAsync();
            await flood.WaitAsync(Patience, TestContext.Current.CancellationToken);
            model.Return(batch);
        }

        output.WriteLine($"a window alone {Median(alone):0.0} ms, longest {alone.Max():0.0}; under a flood of runs of {requests.MaxBatch} rows {Median(beside):0.0} ms, longest {beside.Max():0.0}; {met} of {windows} windows met a run under way");
        Assert.True(permit.Runs > 10, "there was no flood");

        // No pause between looks: a run is short.
        async Task BegunAsync()
        {
            var since = TimeProvider.System.GetTimestamp();
            for (var seen = permit.Runs; permit.Runs == seen;)
            {
                Assert.False(flood.IsCompleted, flood.Exception?.Message);
                Assert.True(TimeProvider.System.GetElapsedTime(since) < Patience, $"waited {Patience.TotalSeconds:F0} s until a run of requests begins");
                await Task.Yield();
            }
        }

        double Look()
        {
            batch.Clear();
            batch.Add([], 0, 0);
            var started = TimeProvider.System.GetTimestamp();
            live.Submit(batch);
            return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        }

        static double Median(IEnumerable<double> values) => values.Order().ElementAt(windows / 2);
    }
}
