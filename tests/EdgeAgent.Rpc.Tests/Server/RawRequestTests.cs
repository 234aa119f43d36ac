using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Rpc.Tests.Server;

/// <summary>Requests as no gRPC client makes them: the status says what is wrong, and the server goes on.</summary>
public sealed class RawRequestTests
{
    private const string Unary = "/edgeagent.test.Echo/Unary";

    public static TheoryData<string, byte[], int> Bodies => new()
    {
        { "a flag that is none", [2, 0, 0, 0, 0], 13 },
        { "a flag that is none, alone", [255], 13 },
        { "a length beyond the limit", [0, 0xFF, 0xFF, 0xFF, 0xFF], 8 },
        { "a length one beyond the limit", [0, 0, 0x40, 0, 1], 8 },
        { "a prefix cut off", [0, 0, 0], 13 },
        { "a message cut off", [0, 0, 0, 0, 9, 1, 2], 13 },
        { "a compressed message without a named compression", [1, 0, 0, 0, 1, 0], 13 },
        { "no message", [], 12 },
        { "two messages", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 12 },
        { "one message and a half", [0, 0, 0, 0, 0, 0], 12 },
        { "bytes that are no such message", [0, 0, 0, 0, 2, 0xFF, 0xFF], 13 },
        { "an empty message", [0, 0, 0, 0, 0], 0 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_Malformed_EndsWithTheRightStatus(string what, byte[] body, int status)
    {
        await using var host = await EchoHost.StartAsync();

        var answer = await SendAsync(host, body);

        Assert.True(answer.Status == status, $"{what}: {answer}");
        Assert.Empty(host.Log.Errors);
    }

    [Theory]
    [InlineData("grpc-encoding", "snappy", 12)]
    [InlineData("grpc-encoding", "identity", 0)]
    [InlineData("grpc-timeout", "5", 13)]
    [InlineData("grpc-timeout", "123456789S", 13)]
    [InlineData("grpc-timeout", "-1S", 13)]
    [InlineData("grpc-timeout", "1x", 13)]
    [InlineData("grpc-timeout", "99999999H", 0)]
    [InlineData("grpc-timeout", "0n", 4)]
    public async Task Header_OddOrExtreme_EndsWithTheRightStatus(string name, string value, int status)
    {
        await using var host = await EchoHost.StartAsync();

        var answer = await SendAsync(host, [0, 0, 0, 0, 0], (name, value));

        Assert.True(answer.Status == status, $"{answer}");
        Assert.Equal("identity,gzip", answer.Headers["grpc-accept-encoding"]);
    }

    [Fact]
    public async Task Gzip_ThatIsNone_IsInternal()
    {
        await using var host = await EchoHost.StartAsync();

        Assert.Equal(13, (await SendAsync(host, [1, 0, 0, 0, 3, 1, 2, 3], ("grpc-encoding", "gzip"))).Status);
        // .NET's compressor leaves nothing of an empty message.
        Assert.Equal(0, (await SendAsync(host, [1, 0, 0, 0, 0], ("grpc-encoding", "gzip"))).Status);
    }

    [Fact]
    public async Task Gzip_AcceptedByTheClient_IsMarkedOnTheWire()
    {
        await using var host = await EchoHost.StartAsync(new() { ResponseCompression = System.IO.Compression.CompressionLevel.Fastest });
        var body = Framed(new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_000]) });

        var packed = await SendAsync(host, body, ("grpc-accept-encoding", "identity, gzip"));
        var plain = await SendAsync(host, body);

        Assert.Equal(("gzip", 1), (packed.Headers["grpc-encoding"], packed.Body[0]));
        Assert.InRange(packed.Body.Length, 6, 5_000);
        Assert.False(plain.Headers.ContainsKey("grpc-encoding"));
        Assert.Equal(0, plain.Body[0]);
    }

    [Fact]
    public async Task Metadata_ThatIsNoBase64_IsInternal()
    {
        await using var host = await EchoHost.StartAsync();

        Assert.Equal(13, (await SendAsync(host, Framed(new EchoRequest { Metadata = true }), ("x-a-bin", "*"))).Status);
    }

    [Fact]
    public async Task Deadline_OfAClientThatDoesNotKeepIt_IsKeptByTheServer()
    {
        await using var host = await EchoHost.StartAsync();

        var answer = await SendAsync(host, Framed(new EchoRequest { Hang = true }), ("grpc-timeout", "100m"));

        Assert.Equal(4, answer.Status);
    }

    [Fact]
    public async Task Error_BeforeAnyMessage_ComesAsHeadersAlone()
    {
        await using var host = await EchoHost.StartAsync();

        var answer = await SendAsync(host, Framed(new EchoRequest { FailCode = 5, FailMessage = "π" }));

        Assert.Equal("5", answer.Headers["grpc-status"]);
        Assert.Equal("%CF%80", answer.Headers["grpc-message"]);
        Assert.Empty(answer.Body);
    }

    [Theory]
    [InlineData("POST", Unary, "application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", Unary, "application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", Unary, "application/grpc+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("GET", Unary, null, HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/v1/other", "application/json", HttpStatusCode.OK)]
    [InlineData("GET", "/nowhere", null, HttpStatusCode.NotFound)]
    public async Task Request_ThatIsNoGrpc_GetsAnHttpAnswer(string method, string path, string? contentType, HttpStatusCode status)
    {
        await using var host = await EchoHost.StartAsync(map: app => app.MapPost("/v1/other", (RequestDelegate)(http => http.Response.WriteAsync("here"))));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), host.Address + path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (contentType is not null)
        {
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Http1_OnAnHttp2Port_IsToldSo()
    {
        await using var host = await EchoHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Port);

        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Unary} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n"));
        var answer = await new StreamReader(socket.GetStream()).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/2 only endpoint", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http1_OnAPortThatSpeaksIt_IsAskedToUpgrade()
    {
        await using var host = await EchoHost.StartAsync(listen: Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using var response = await client.PostAsync(new Uri(host.Address + Unary), content);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Equal("HTTP/2.0", response.Headers.Upgrade.Single().ToString());
    }

    private static byte[] Framed(EchoRequest request)
    {
        var message = request.ToByteArray();
        var frame = new byte[5 + message.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static async Task<RawAnswer> SendAsync(EchoHost host, byte[] body, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Address + Unary) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc+proto; charset=x");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var all = response.Headers.Concat(response.TrailingHeaders).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new RawAnswer(int.Parse(all["grpc-status"], System.Globalization.CultureInfo.InvariantCulture), all, bytes);
    }

    private sealed record RawAnswer(int Status, Dictionary<string, string> Headers, byte[] Body)
    {
        public override string ToString() => $"status {Status}: {Headers.GetValueOrDefault("grpc-message")}";
    }
}
