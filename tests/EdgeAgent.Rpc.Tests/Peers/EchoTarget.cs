using EdgeAgent.Rpc.Client;

namespace EdgeAgent.Rpc.Tests.Peers;

/// <summary>An echo server of any implementation: kestrel, python or node, on TCP or (with <c>-unix</c>) on a Unix socket.</summary>
internal sealed class EchoTarget : IAsyncDisposable
{
    private readonly IAsyncDisposable _server;
    private readonly TemporaryFolder _folder;
    private readonly string _address;

    private EchoTarget(IAsyncDisposable server, TemporaryFolder folder, string address) => (_server, _folder, _address) = (server, folder, address);

    public static async Task<EchoTarget> StartAsync(string kind, bool gzip = false)
    {
        var folder = new TemporaryFolder();
        var language = kind.Split('-')[0];
        var unix = kind.EndsWith("-unix", StringComparison.Ordinal);
        if (language == "kestrel")
        {
            var host = await EchoHost.StartAsync(new() { MaxReceiveMessageSize = 128 << 20, ResponseCompression = gzip ? System.IO.Compression.CompressionLevel.Fastest : null });
            return new EchoTarget(host, folder, unix ? $"unix:{host.Socket}" : host.Address);
        }

        var (peer, port) = await Peer.ServeAsync(language, unix ? $"unix:{folder["peer.sock"]}" : "127.0.0.1:0", gzip);
        return new EchoTarget(peer, folder, unix ? $"unix:{folder["peer.sock"]}" : $"http://127.0.0.1:{port}");
    }

    public RpcChannel Channel(RpcChannelOptions? options = null) => RpcChannel.ForAddress(_address, options ?? new RpcChannelOptions(), TimeProvider.System);

    /// <summary>Waits until the server saw that a hanging call was given up.</summary>
    public Task GivenUpAsync() => _server switch
    {
        EchoHost host => host.Service.GivenUp.Task.WaitAsync(TimeSpan.FromMinutes(1)),
        Peer peer => peer.LineAsync("given up"),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Waits until a hanging call has reached the server.</summary>
    public async Task HangingAsync()
    {
        if (_server is Peer peer) await peer.LineAsync("hanging");
        else await ((EchoHost)_server).Service.Arrived.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
