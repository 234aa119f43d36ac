namespace EdgeAgent.Control.Security;

/// <summary>A request that was let in.</summary>
/// <param name="caller">Who makes it.</param>
/// <param name="held">What it holds until it ends; null when that is nothing.</param>
internal sealed class GateEntry(Caller caller, IDisposable? held) : IDisposable
{
    /// <summary>Who makes it.</summary>
    public Caller Caller { get; } = caller;

    /// <inheritdoc/>
    public void Dispose() => held?.Dispose();
}
