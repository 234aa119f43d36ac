namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Wakes those who wait for a condition whenever something that it may depend on has changed.</summary>
public sealed class Changes
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something has changed.</summary>
    public void Signal() => Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    /// <summary>Waits until the condition holds; tells what was there instead when patience ends.</summary>
    public async Task UntilAsync(Func<bool> condition, Func<string> what)
    {
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, TestContext.Current.CancellationToken);
        try
        {
            while (true)
            {
                var next = Volatile.Read(ref _next).Task;
                if (condition()) return;
                await next.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"waited {AgentProcess.Patience.TotalSeconds:F0} s for {what()}");
        }
    }
}
