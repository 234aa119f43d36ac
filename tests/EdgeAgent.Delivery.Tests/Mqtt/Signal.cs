namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Lets a test wait for a condition: whoever may have changed it says so.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    public Task Next => Volatile.Read(ref _next).Task;

    public async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(AgentProcess.Patience);
        try
        {
            while (true)
            {
                var next = Next;
                if (condition()) return;
                // Not everything that a condition depends on raises the signal.
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token));
                patience.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"waited {AgentProcess.Patience.TotalSeconds:F0} s for {what()}");
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
