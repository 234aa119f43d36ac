using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>One connection through a <see cref="LinkProxy"/>.</summary>
internal sealed class Link(LinkProxy proxy, Socket client, LinkFault? fault, bool swallows, TimeProvider time) : IDisposable
{
    // 64 pieces of up to 4 KiB under way each way; behind that the kernel's own windows hold the sender up.
    private const int Pieces = 64;
    private const int PieceBytes = 4096;

    private readonly Socket _broker = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _over = new();
    private readonly PacketBounds _packets = new();
    private long _up;
    private bool _faultMet;
    private volatile bool _drops;
    private volatile bool _halfCut;
    private int _ended;

    public Task RunAsync(int brokerPort) => EndsTogetherAsync(async () =>
    {
        client.NoDelay = true;
        if (swallows) await SwallowAsync();
        await _broker.ConnectAsync(new IPEndPoint(IPAddress.Loopback, brokerPort), _over.Token);
        await Task.WhenAll(WayAsync(client, _broker, up: true), WayAsync(_broker, client, up: false));
        End(reset: false, counts: false);
    });

    /// <summary>Resets both sides.</summary>
    public void Cut() => End(reset: true, counts: true);

    public void Dispose()
    {
        End(reset: true, counts: false);
        _over.Dispose();
    }

    private async Task SwallowAsync()
    {
        var buffer = new byte[PieceBytes];
        while (await client.ReceiveAsync(buffer, _over.Token) > 0) proxy.Went(up: true, 0);
        throw new OperationCanceledException("the client gave the black hole up");
    }

    private async Task WayAsync(Socket from, Socket to, bool up)
    {
        var way = Channel.CreateBounded<(byte[] Bytes, long Sent)>(Pieces);
        await Task.WhenAll(EndsTogetherAsync(() => TakeAsync(from, way.Writer)), EndsTogetherAsync(() => GiveAsync(way.Reader, to, up)));
    }

    // Whatever fails, both sides and both ways go with it; only a cut from the client leaves the broker its way to the end.
    private async Task EndsTogetherAsync(Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            if (!_halfCut) End(reset: true, counts: false);
        }
    }

    private async Task TakeAsync(Socket from, ChannelWriter<(byte[] Bytes, long Sent)> way)
    {
        var buffer = new byte[PieceBytes];
        while (await from.ReceiveAsync(buffer, _over.Token) is var count and > 0) await way.WriteAsync((buffer[..count], time.GetTimestamp()), _over.Token);
        way.Complete();
    }

    private async Task GiveAsync(ChannelReader<(byte[] Bytes, long Sent)> way, Socket to, bool up)
    {
        await foreach (var (bytes, sent) in way.ReadAllAsync(_over.Token))
        {
            var conditions = proxy.Conditions;
            if (conditions.Delay - time.GetElapsedTime(sent) is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, _over.Token);
            if (conditions.BytesPerSecond is { } rate) await Task.Delay(TimeSpan.FromSeconds((double)bytes.Length / rate), time, _over.Token);
            await proxy.FlowsAsync().WaitAsync(_over.Token);
            if (up) await UpAsync(bytes, to);
            else if (!_drops && !proxy.Conditions.DropsToClient) await SendAsync(bytes, to, up: false);
        }

        // A half-closed connection goes on the other way until that ends, too.
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task UpAsync(ReadOnlyMemory<byte> bytes, Socket to)
    {
        if (fault is not { } met || _faultMet || _up + bytes.Length <= met.AtByte)
        {
            _packets.Pass(bytes.Span, _up);
            _up += bytes.Length;
            await SendAsync(bytes, to, up: true);
            return;
        }

        _faultMet = true;
        var before = (int)(met.AtByte - _up);
        if (met.Kind == LinkFaultKind.CutInPacket) before = Math.Clamp(_packets.Middle(bytes.Span, _up, before), 0, bytes.Length);
        await SendAsync(bytes[..before], to, up: true);
        switch (met.Kind)
        {
            case LinkFaultKind.Cut or LinkFaultKind.CutInPacket:
                // The client learns at once. The broker reads what came, and then the end: a reset could overtake that.
                _halfCut = _drops = true;
                proxy.WasCut();
                client.Close(0);
                to.Shutdown(SocketShutdown.Send);
                throw new OperationCanceledException("the plan has cut the link");
            case LinkFaultKind.Stall:
                proxy.Stall();
                await Task.Delay(met.For, time, _over.Token);
                proxy.Flow();
                break;
            case LinkFaultKind.DropToClient:
                _drops = true;
                _ = CutLaterAsync(met.For);
                break;
        }

        _up += bytes.Length;
        await SendAsync(bytes[before..], to, up: true);
    }

    private async Task CutLaterAsync(TimeSpan after)
    {
        try
        {
            await Task.Delay(after, time, _over.Token);
            Cut();
        }
        catch (OperationCanceledException)
        {
            // It ended before.
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, Socket to, bool up)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await to.SendAsync(bytes, _over.Token);
            proxy.Went(up, sent);
            bytes = bytes[sent..];
        }
    }

    private void End(bool reset, bool counts)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        if (counts) proxy.WasCut();
        client.Close(0);
        if (reset) _broker.Close(0);
        else _broker.Dispose();
        _over.Cancel();
    }
}
