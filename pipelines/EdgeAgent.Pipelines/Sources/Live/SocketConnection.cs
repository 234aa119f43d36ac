using System.Net.Sockets;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A socket that raw PCM comes in through.</summary>
/// <param name="socket">The socket.</param>
/// <param name="description">For people.</param>
/// <param name="owned">Whether it is closed with the connection; a datagram socket stays, so that nothing is refused meanwhile.</param>
internal sealed class SocketConnection(Socket socket, string description, bool owned) : LiveConnection
{
    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            int count;
            do count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
            while (count == 0 && socket.SocketType == SocketType.Dgram);
            return count;
        }
        catch (SocketException error)
        {
            throw new IOException($"the connection broke ({error.SocketErrorCode})", error);
        }
    }

    /// <inheritdoc/>
    public override Task<SourceFault> DescribeEndAsync(CancellationToken cancellation) =>
        Task.FromResult(new SourceFault(GapCauses.Ended, $"{description}: the sender has closed its connection"));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (owned) socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
