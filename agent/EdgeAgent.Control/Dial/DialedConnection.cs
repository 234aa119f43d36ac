using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace EdgeAgent.Control.Dial;

/// <summary>A connection that the agent dialled and a caller has taken: from here on the agent is its server, as if it had been called.</summary>
internal sealed class DialedConnection : DefaultConnectionContext
{
    private readonly Stream _stream;
    private readonly Action _ended;
    private readonly CancellationTokenSource _closed = new();
    private int _isOver;

    /// <param name="ownedStream">The bytes to and from the caller.</param>
    /// <param name="ended">Called once, when it is over.</param>
    public DialedConnection(Stream ownedStream, Action ended) : base($"dialed-{Guid.NewGuid():N}")
    {
        (_stream, _ended) = (ownedStream, ended);
        Transport = new Duplex(PipeReader.Create(ownedStream, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(ownedStream, new StreamPipeWriterOptions(leaveOpen: true)));
        ConnectionClosed = _closed.Token;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => End();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        End();
        return base.DisposeAsync();
    }

    // Closing the stream ends reads and writes that wait.
    private void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        _stream.Dispose();
        _closed.Cancel();
        _ended();
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
