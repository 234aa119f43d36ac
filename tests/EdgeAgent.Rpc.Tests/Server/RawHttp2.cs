using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeAgent.Rpc.Tests.Server;

/// <summary>An HTTP/2 connection that sends whatever frames a test likes, in whatever order.</summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    public const byte Data = 0, Headers = 1, ResetStream = 3;
    public const byte EndStream = 1, EndHeaders = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TcpClient _client = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _ends = new();
    private readonly ConcurrentDictionary<int, string> _statuses = new();
    private Task _reading = Task.CompletedTask;
    private int _nextStream = 1;

    /// <summary>Why the server closed the connection, or null.</summary>
    public int? GoAway { get; private set; }

    public static async Task<RawHttp2> ConnectAsync(int port)
    {
        var raw = new RawHttp2();
        await raw._client.ConnectAsync(IPAddress.Loopback, port);
        await raw._client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        // No dynamic header table: response headers can be read as they are.
        await raw.FrameAsync(4, 0, 0, new byte[] { 0, 1, 0, 0, 0, 0 });
        raw._reading = raw.ReadAsync();
        return raw;
    }

    /// <summary>Opens a stream with a gRPC request's headers.</summary>
    public async Task<int> OpenAsync(string path, bool end = false, params (string Name, string Value)[] more)
    {
        var stream = _nextStream;
        _nextStream += 2;
        _ends[stream] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var block = Block([(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers"), .. more]);
        await FrameAsync(Headers, (byte)(EndHeaders | (end ? EndStream : 0)), stream, block);
        return stream;
    }

    public Task DataAsync(int stream, ReadOnlyMemory<byte> bytes, bool end = false) => FrameAsync(Data, end ? EndStream : (byte)0, stream, bytes);

    public Task TrailersAsync(int stream, params (string Name, string Value)[] trailers) => FrameAsync(Headers, EndHeaders | EndStream, stream, Block(trailers));

    public Task ResetAsync(int stream)
    {
        _ends[stream].TrySetResult("given up");
        return FrameAsync(ResetStream, 0, stream, new byte[] { 0, 0, 0, 8 });
    }

    /// <summary>How the server ended a stream: <c>status N</c>, <c>reset N</c> or <c>closed</c>.</summary>
    public Task<string> EndOfAsync(int stream) => _ends[stream].Task.WaitAsync(Patience);

    public async Task FrameAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsMemory(9));
        await _sending.WaitAsync();
        try
        {
            await _client.GetStream().WriteAsync(frame);
        }
        catch (IOException)
        {
            // The server closed the connection; EndOfAsync tells.
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Close();
        await _reading;
        _sending.Dispose();
    }

    private static byte[] Block((string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
            block.AddRange([0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)]);
        return [.. block];
    }

    private async Task ReadAsync()
    {
        var stream = _client.GetStream();
        var head = new byte[9];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xFFFFFF];
                await stream.ReadExactlyAsync(payload);
                await SeeAsync(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            foreach (var end in _ends.Values) end.TrySetResult("closed");
        }
    }

    private async Task SeeAsync(byte type, byte flags, int stream, byte[] payload)
    {
        switch (type)
        {
            case Data when payload.Length > 0:
                var window = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(window, payload.Length);
                await FrameAsync(8, 0, 0, window);
                await FrameAsync(8, 0, stream, window);
                break;
            case Headers:
                var text = Encoding.Latin1.GetString(payload);
                if (text.IndexOf("grpc-status", StringComparison.Ordinal) is >= 0 and var at) _statuses[stream] = text.Substring(at + 12, text[at + 11]);
                break;
            case ResetStream:
                // After the status, NO_ERROR only says that the rest of the request is not wanted.
                _ends[stream].TrySetResult($"reset {BinaryPrimitives.ReadInt32BigEndian(payload)}");
                return;
            case 4 when (flags & 1) == 0:
                await FrameAsync(4, 1, 0, Array.Empty<byte>());
                return;
            case 7:
                GoAway = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
                return;
        }

        if (type is Data or Headers && (flags & EndStream) != 0 && _ends.TryGetValue(stream, out var done))
            done.TrySetResult(_statuses.TryGetValue(stream, out var status) ? $"status {status}" : "no status");
    }
}
