using System.Net.Sockets;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Control.Tests.Hosting;

public sealed class ControlSocketTests
{
    private static readonly ControlContracts Contracts = TestContracts.Make();

    [Fact]
    public async Task Start_NewSocket_IsForOwnerAndGroupAndAnswers()
    {
        await using var server = await TestServer.StartAsync(Contracts);
        using var channel = server.Channel();

        var status = await new AgentService.AgentServiceClient(channel).GetStatusAsync(new GetStatusRequest());

        Assert.Equal("buoy-7", status.Device);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(server.Socket));
    }

    [Fact]
    public async Task Start_SocketOfADeadAgent_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        // A socket that was bound and whose process is gone: the file stays, nobody listens.
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(folder["a.sock"]));
            File.Move(folder["a.sock"], folder["control.sock"]);
        }

        await using var server = await StartAsync(folder["control.sock"]);
    }

    [Fact]
    public async Task Start_SocketOfALivingAgent_IsRefusedAndLeftAlone()
    {
        await using var living = await TestServer.StartAsync(Contracts);

        var refused = await Assert.ThrowsAsync<ControlException>(() => StartAsync(living.Socket));

        Assert.Contains("another agent answers there", refused.Message, StringComparison.Ordinal);
        using var channel = living.Channel();
        Assert.Equal("buoy-7", (await new AgentService.AgentServiceClient(channel).GetStatusAsync(new GetStatusRequest())).Device);
    }

    [Fact]
    public async Task Start_FileInItsPlace_IsRefusedAndKept()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["control.sock"], "precious");

        var refused = await Assert.ThrowsAsync<ControlException>(() => StartAsync(folder["control.sock"]));

        Assert.Contains("no socket", refused.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder["control.sock"]));
    }

    [Fact]
    public async Task Start_PathTooLong_IsRefused() =>
        Assert.Contains("107 bytes", (await Assert.ThrowsAsync<ControlException>(() => StartAsync("/tmp/" + new string('x', 120)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Stop_SocketIsGone()
    {
        var server = await TestServer.StartAsync(Contracts);
        var socket = server.Socket;

        await server.DisposeAsync();

        Assert.False(File.Exists(socket));
    }

    private static Task<ControlServer> StartAsync(string socket) =>
        ControlServer.StartAsync(new ControlOptions { SocketPath = socket }, Contracts, NullLoggerFactory.Instance, TimeProvider.System);
}
