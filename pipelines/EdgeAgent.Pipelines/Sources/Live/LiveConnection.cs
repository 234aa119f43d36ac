namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>An open live input: a running child process, an accepted socket. Disposing ends it, with everything it started.</summary>
public abstract class LiveConnection : IAsyncDisposable
{
    /// <summary>Reads the next bytes, any number of them; must return at once when cancelled.</summary>
    /// <returns>0 when there will be no more.</returns>
    /// <exception cref="IOException">It broke.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Says why it ended, once reading gave 0 or failed.</summary>
    public abstract Task<SourceFault> DescribeEndAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
