using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Tests.Inference;
using EdgeAgent.Rpc.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Control.Tests.Http;

/// <summary>The agent's HTTP API on a Unix socket, with a client for it.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ControlServer _server;

    private HttpServer(TemporaryFolder folder, ControlServer server, EchoModels models)
    {
        (_folder, _server, Models) = (folder, server, models);
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = await ConnectAsync(cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }) { BaseAddress = new Uri("http://localhost") };
    }

    public HttpClient Client { get; }

    public EchoModels Models { get; }

    public IReadOnlyList<string> Routes => _server.Routes;

    public static async Task<HttpServer> StartAsync(Func<ControlOptions, ControlOptions>? change = null, Func<ControlContracts, ControlContracts>? more = null)
    {
        var folder = new TemporaryFolder();
        var models = new EchoModels();
        var options = new ControlOptions { SocketPath = folder["control.sock"], HttpSocketPath = folder["http.sock"], AuditDirectory = folder["audit"], MaxRequestBytes = 64 * 1024, MaxFileBytes = 32 * 1024 };
        var contracts = TestContracts.Make() with { Inference = models };
        return new HttpServer(folder, await ControlServer.StartAsync(change?.Invoke(options) ?? options, more?.Invoke(contracts) ?? contracts, NullLoggerFactory.Instance, TimeProvider.System), models);
    }

    public RpcChannel Channel() => RpcChannel.ForAddress("unix:" + _folder["control.sock"], new RpcChannelOptions(), TimeProvider.System);

    public string Audit => File.ReadAllText(_folder["audit/audit.ndjson"]);

    public async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder["http.sock"]), cancellation);
        return socket;
    }

    /// <summary>Sends a body and gives the status and the answer.</summary>
    public async Task<(int Status, string Type, byte[] Body, HttpResponseHeaders Headers)> SendAsync(HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        change?.Invoke(request);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    /// <summary>Sends what must fail, and checks that the answer is problem details with that status.</summary>
    public async Task<string> RefusesAsync(int status, HttpMethod method, string path, HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        var (got, type, body, _) = await SendAsync(method, path, content, change);
        var text = System.Text.Encoding.UTF8.GetString(body);
        Assert.True(got == status, $"{method} {path} ended with {got}: {text}");
        Assert.Equal("application/problem+json", type);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.Equal("about:blank", problem.GetProperty("type").GetString());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return problem.GetProperty("detail").GetString()!;
    }

    public static ByteArrayContent Bytes(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
