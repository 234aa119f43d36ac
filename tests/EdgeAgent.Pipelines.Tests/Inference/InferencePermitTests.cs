using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Tests.Inference;

/// <summary>Live windows come before requests.</summary>
public sealed class InferencePermitTests
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
        while (permit.Runs == 0) await Task.Yield();

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

        await stop.CancelAsync();
        await Task.WhenAll(requests).WaitAsync(Patience, TestContext.Current.CancellationToken);
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
}
