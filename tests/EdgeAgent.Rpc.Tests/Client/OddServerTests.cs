using System.Net;
using EdgeAgent.Rpc.Client;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Tests.Client;

/// <summary>Our client against servers that answer as no gRPC server should.</summary>
public sealed class OddServerTests
{
    private static readonly byte[] Empty = [0, 0, 0, 0, 0];

    public static TheoryData<string, StatusCode> Answers => new()
    {
        { "no status", StatusCode.Unknown },
        { "a status that is no number", StatusCode.Unknown },
        { "a status that there is not", StatusCode.Unknown },
        { "no message and OK", StatusCode.Unimplemented },
        { "two messages", StatusCode.Unimplemented },
        { "a message and an error", StatusCode.NotFound },
        { "status in the headers and a body", StatusCode.Internal },
        { "OK in the headers alone", StatusCode.Unimplemented },
        { "another content type", StatusCode.Unknown },
        { "an encoding that was not offered", StatusCode.Internal },
        { "a compressed message without encoding", StatusCode.Internal },
        { "a flag that is none", StatusCode.Internal },
        { "a length beyond the limit", StatusCode.ResourceExhausted },
        { "a message cut off", StatusCode.Internal },
        { "bytes that are no such message", StatusCode.Internal },
        { "metadata that is no base64", StatusCode.Internal },
        { "HTTP 400", StatusCode.Internal },
        { "HTTP 401", StatusCode.Unauthenticated },
        { "HTTP 403", StatusCode.PermissionDenied },
        { "HTTP 404", StatusCode.Unimplemented },
        { "HTTP 429", StatusCode.Unavailable },
        { "HTTP 503", StatusCode.Unavailable },
        { "HTTP 500", StatusCode.Unknown },
        { "HTTP 503 with a status", StatusCode.DataLoss },
        { "reset 2", StatusCode.Internal },
        { "reset 7", StatusCode.Unavailable },
        { "reset 8", StatusCode.Cancelled },
        { "reset 11", StatusCode.ResourceExhausted },
        { "reset 12", StatusCode.PermissionDenied },
        { "late reset 8", StatusCode.Cancelled },
        { "late reset 7", StatusCode.Unavailable },
        { "a connection cut", StatusCode.Unavailable },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_ThatIsOdd_IsTheRightStatus(string answer, StatusCode status)
    {
        await using var app = await StartAsync(HttpProtocols.Http2, http => AnswerAsync(http, answer));
        using var channel = RpcChannel.ForAddress(app.Urls.Single(), new RpcChannelOptions(), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        Assert.True(error.StatusCode == status, $"{answer}: {error}");
        Assert.NotEmpty(error.Status.Detail);
    }

    [Theory]
    [InlineData("reset 7", StatusCode.Unavailable)]
    [InlineData("reset 11", StatusCode.ResourceExhausted)]
    [InlineData("late reset 8", StatusCode.Cancelled)]
    [InlineData("a connection cut", StatusCode.Unavailable)]
    public async Task Answer_WhileRequestsStream_TellsItsCauseToReaderAndWriter(string answer, StatusCode status)
    {
        await using var app = await StartAsync(HttpProtocols.Http2, http => AnswerAsync(http, answer));
        using var channel = RpcChannel.ForAddress(app.Urls.Single(), new RpcChannelOptions(), TimeProvider.System);
        using var call = new Echo.EchoClient(channel).Chat();

        var read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        var written = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));

        Assert.True(read.StatusCode == status, $"{answer}: {read}");
        Assert.Equal(read.Status, written.Status);
    }

    [Fact]
    public async Task Message_WithBrokenPercentEncoding_IsShownAsItCame()
    {
        await using var app = await StartAsync(HttpProtocols.Http2, http => AnswerAsync(http, "broken percent encoding"));
        using var channel = RpcChannel.ForAddress(app.Urls.Single(), new RpcChannelOptions(), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        Assert.Equal(new Status(StatusCode.Aborted, "100% π %4"), error.Status);
    }

    [Fact]
    public async Task Server_ThatSpeaksHttp1Only_IsNamed()
    {
        await using var app = await StartAsync(HttpProtocols.Http1, _ => Task.CompletedTask);
        using var channel = RpcChannel.ForAddress(app.Urls.Single(), new RpcChannelOptions(), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest()));

        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.Contains(app.Urls.Single(), error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("unix:/nowhere/at/all.sock")]
    public async Task Server_ThatIsNotThere_IsUnavailableAndNamed(string address)
    {
        using var channel = RpcChannel.ForAddress(address, new RpcChannelOptions(), TimeProvider.System);
        using var call = new Echo.EchoClient(channel).Chat();

        var written = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
        var read = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((StatusCode.Unavailable, StatusCode.Unavailable), (written.StatusCode, read.StatusCode));
        Assert.Contains(address, read.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("http://host/path")]
    [InlineData("host:5000")]
    public void Address_ThatLeadsNowhere_IsRefused(string address) =>
        Assert.Contains(address, Assert.Throws<ArgumentException>(() => RpcChannel.ForAddress(address, new RpcChannelOptions(), TimeProvider.System)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Deadline_ThatHasPassedAlready_SendsNothing()
    {
        var asked = false;
        await using var app = await StartAsync(HttpProtocols.Http2, _ =>
        {
            asked = true;
            return Task.CompletedTask;
        });
        using var channel = RpcChannel.ForAddress(app.Urls.Single(), new RpcChannelOptions(), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest(), deadline: DateTime.UnixEpoch));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        Assert.False(asked);
    }

    private static async Task<WebApplication> StartAsync(HttpProtocols protocols, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static async Task AnswerAsync(HttpContext http, string answer)
    {
        var response = http.Response;
        response.ContentType = "application/grpc";
        var words = answer.Split(' ');
        switch (answer)
        {
            case "no status": await response.Body.WriteAsync(Empty); break;
            case "a status that is no number": await EndAsync(response, "five", Empty); break;
            case "a status that there is not": await EndAsync(response, "99", Empty); break;
            case "no message and OK": await EndAsync(response, "0", []); break;
            case "two messages": await EndAsync(response, "0", [.. Empty, .. Empty]); break;
            case "a message and an error": await EndAsync(response, "5", Empty, "gone"); break;
            case "status in the headers and a body":
                response.Headers["grpc-status"] = "13";
                response.Headers["grpc-message"] = "odd";
                await response.Body.WriteAsync(Empty);
                break;
            case "OK in the headers alone": response.Headers["grpc-status"] = "0"; break;
            case "another content type":
                response.ContentType = "text/html";
                await EndAsync(response, "0", Empty);
                break;
            case "an encoding that was not offered":
                response.Headers["grpc-encoding"] = "snappy";
                await EndAsync(response, "0", Empty);
                break;
            case "a compressed message without encoding": await EndAsync(response, "0", [1, 0, 0, 0, 0]); break;
            case "a flag that is none": await EndAsync(response, "0", [9, 0, 0, 0, 0]); break;
            case "a length beyond the limit": await EndAsync(response, "0", [0, 255, 255, 255, 255]); break;
            case "a message cut off": await EndAsync(response, "0", [0, 0, 0, 0, 9]); break;
            case "bytes that are no such message": await EndAsync(response, "0", [0, 0, 0, 0, 2, 255, 255]); break;
            case "metadata that is no base64":
                response.AppendTrailer("x-a-bin", "*");
                await EndAsync(response, "0", Empty);
                break;
            case "broken percent encoding": await EndAsync(response, "10", [], "100% %CF%80 %4"); break;
            case "HTTP 503 with a status":
                response.StatusCode = 503;
                response.Headers["grpc-status"] = "15";
                response.Headers["grpc-message"] = "lost";
                break;
            case "a connection cut":
                await response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 9, 1 });
                await response.Body.FlushAsync();
                http.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionSocketFeature>()!.Socket.Close(0);
                break;
            default:
                if (words[0] == "HTTP") response.StatusCode = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                if (words[0] == "late")
                {
                    await response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 9, 1 });
                    await response.Body.FlushAsync();
                }

                if (words[^2] == "reset") http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(int.Parse(words[^1], System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static async Task EndAsync(HttpResponse response, string status, byte[] body, string? message = null)
    {
        await response.StartAsync();
        await response.Body.WriteAsync(body);
        response.AppendTrailer("grpc-status", status);
        if (message is not null) response.AppendTrailer("grpc-message", message);
    }
}
