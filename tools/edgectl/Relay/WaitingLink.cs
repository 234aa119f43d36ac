using EdgeAgent.Control.Dial;

namespace EdgeAgent.Edgectl.Relay;

/// <summary>A connection that a box has dialled and that waits for a caller.</summary>
/// <param name="connection">The connection.</param>
/// <param name="keepAlive">How often the box is asked for a sign of life.</param>
/// <param name="answerTime">How long it may take to give one.</param>
/// <param name="time">The clock.</param>
internal sealed class WaitingLink(RelayConnection connection, TimeSpan keepAlive, TimeSpan answerTime, TimeProvider time)
{
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RelayConnection?> _given = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wants it for a caller; null when the box is not there any more.</summary>
    public Task<RelayConnection?> TakeAsync()
    {
        _wanted.TrySetResult();
        return _given.Task;
    }

    /// <summary>Gives it up: there is a newer one.</summary>
    public void Drop() => _dropped.TrySetResult();

    /// <summary>Keeps it alive until a caller takes it or the box is gone.</summary>
    /// <returns>Whether a caller has it now, who closes it; else it is to be closed here.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var one = new byte[1];
            while (true)
            {
                // Always one read on its way: it ends at once when the box goes away.
                var answer = connection.Stream.ReadAsync(one, ended.Token).AsTask();
                var pause = Task.Delay(keepAlive, time, ended.Token);
                var first = await Task.WhenAny(answer, pause, _wanted.Task, _dropped.Task).ConfigureAwait(false);
                if (first == answer || (first == _dropped.Task && !_wanted.Task.IsCompleted)) return false;
                var isWanted = _wanted.Task.IsCompleted;
                await connection.Stream.WriteAsync(new[] { isWanted ? RelayWire.Go : RelayWire.Ask }, ended.Token).ConfigureAwait(false);
                var late = Task.Delay(answerTime, time, ended.Token);
                if (await Task.WhenAny(answer, late).ConfigureAwait(false) != answer) return false;
                if (await answer.ConfigureAwait(false) == 0 || one[0] != (isWanted ? RelayWire.Here : RelayWire.Alive)) return false;
                if (isWanted) return _given.TrySetResult(connection);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            _given.TrySetResult(null);
        }
    }
}
