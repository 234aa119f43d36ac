namespace EdgeAgent.Rpc.Tests;

/// <summary>Our client against our server.</summary>
public sealed class CallTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unary_OverTcpAndUnixSocket_Answers(bool socket)
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = socket ? host.SocketChannel() : host.Channel();
        var client = new Echo.EchoClient(channel);

        var reply = await client.UnaryAsync(new EchoRequest { Text = "hello" });

        Assert.Equal("hello", reply.Text);
    }
}
