using Microsoft.Extensions.Hosting;

namespace EdgeAgent.Control.Hosting;

/// <summary>Leaves signals to the agent: the server stops when the agent stops it.</summary>
internal sealed class StillLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
