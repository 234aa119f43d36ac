using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace EdgeAgent.Hosting.Service;

/// <summary>SIGHUP, by which a service manager asks that the configuration is read again (<c>systemctl reload</c>). It is heard from the first moment, so that it never ends an agent that still starts.</summary>
internal sealed class ReloadSignal : IDisposable
{
    // One waiting wish is as good as many: the files are read as they are then.
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration _hangup;

    /// <summary>Takes the signal over from its deadly default.</summary>
    public ReloadSignal() => _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        _wishes.Writer.TryWrite(true);
    });

    /// <summary>Waits for a wish.</summary>
    /// <exception cref="OperationCanceledException">Waiting was given up.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _wishes.Reader.ReadAsync(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _hangup.Dispose();
}
