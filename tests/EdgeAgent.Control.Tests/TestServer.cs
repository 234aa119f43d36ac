using EdgeAgent.Control.Hosting;
using EdgeAgent.Rpc.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Control.Tests;

/// <summary>The agent's services on a Unix socket, over contracts that a test provides.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ControlServer _server;

    private TestServer(TemporaryFolder folder, ControlServer server) => (_folder, _server) = (folder, server);

    public string Socket => _folder["control.sock"];

    public static async Task<TestServer> StartAsync(ControlContracts contracts)
    {
        var folder = new TemporaryFolder();
        return new TestServer(folder, await ControlServer.StartAsync(new ControlOptions { SocketPath = folder["control.sock"] }, contracts, NullLoggerFactory.Instance, TimeProvider.System));
    }

    public RpcChannel Channel() => RpcChannel.ForAddress("unix:" + Socket, new RpcChannelOptions(), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
