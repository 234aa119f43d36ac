using System.Net.Sockets;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

/// <summary>A client that sends whatever bytes a test wants.</summary>
internal sealed class RawClient : IDisposable
{
    /// <summary>MQTT 5, clean start, no properties, client id "c".</summary>
    public static readonly byte[] Connect5 = [0x10, 14, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 2, 0, 60, 0, 0, 1, (byte)'c'];

    private readonly TcpClient _client = new();

    public static async Task<RawClient> ConnectAsync(int port, params byte[] first)
    {
        var client = new RawClient();
        await client._client.ConnectAsync(RealBroker.Host, port);
        await client.SendAsync(first);
        return client;
    }

    public async Task SendAsync(params byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>The next bytes; fewer only where the server has closed.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        var bytes = new byte[count];
        return bytes[..await _client.GetStream().ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, patience.Token)];
    }

    public void Dispose() => _client.Dispose();
}
