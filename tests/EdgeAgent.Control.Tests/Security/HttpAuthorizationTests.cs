using System.Net;
using System.Text;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Control.Tests.Security;

/// <summary>Every route of the HTTP API × every role × every way to show, or not to show, who one is.</summary>
public sealed class HttpAuthorizationTests
{
    [Fact]
    public async Task Request_EveryRouteEveryRole_IsLetInByTheTableAlone()
    {
        await using var server = await SecureServer.StartAsync();
        foreach (var (word, role) in Roles.All)
        {
            using var certificate = server.Authority.Issue($"edge-agent:{word}/anna");
            using var byCertificate = server.Http(server.Tls, certificate);
            using var byToken = server.Http(server.Tls, token: SecureServer.Token(role), version: HttpVersion.Version20);
            foreach (var route in server.Routes)
            {
                var allowed = (Roles.Includes(role) & AccessTable.Routes[route]) != 0;
                await Judge(byCertificate, route, allowed ? null : HttpStatusCode.Forbidden, $"{word} by certificate over HTTP/1.1");
                await Judge(byToken, route, allowed ? null : HttpStatusCode.Forbidden, $"{word} by token over HTTP/2");
            }
        }
    }

    [Fact]
    public async Task Request_EveryRouteOnPlainLoopback_IsLetInForLookingAndInferenceAlone()
    {
        await using var server = await SecureServer.StartAsync();
        using var plain = server.Http(server.PlainHttp);

        foreach (var route in server.Routes) await Judge(plain, route, AccessTable.Routes[route] is Role.Viewer or Role.Infer ? null : HttpStatusCode.Forbidden, "plaintext loopback");
    }

    [Fact]
    public async Task Request_EveryRouteOnTheSocket_IsLetIn()
    {
        await using var server = await SecureServer.StartAsync();
        using var socket = server.Http("unix:" + server.HttpSocket);

        foreach (var route in server.Routes) await Judge(socket, route, null, "the socket");
    }

    [Fact]
    public async Task Request_EveryRouteWithNothingOrTheWrongThing_IsRefused()
    {
        await using var server = await SecureServer.StartAsync();
        using var nameless = server.Authority.Issue("edge-agent:captain/anna");
        (string What, HttpClient Client, HttpStatusCode Expected)[] callers =
        [
            ("no credential", server.Http(server.Tls), HttpStatusCode.Unauthorized),
            ("a certificate without a role", server.Http(server.Tls, nameless), HttpStatusCode.Forbidden),
            ("an expired token", server.Http(server.Tls, token: SecureServer.Token(Role.Admin, ago: TimeSpan.FromHours(2))), HttpStatusCode.Unauthorized),
            ("a token of another key", server.Http(server.Tls, token: SecureServer.Token(Role.Admin, key: new byte[32])), HttpStatusCode.Unauthorized),
            ("a token for another box", server.Http(server.Tls, token: SecureServer.Token(Role.Admin, device: "buoy-8")), HttpStatusCode.Unauthorized),
            ("nonsense for a token on plaintext loopback", server.Http(server.PlainHttp, token: "x"), HttpStatusCode.Unauthorized),
        ];
        foreach (var (what, client, expected) in callers)
        {
            foreach (var route in server.Routes) await Judge(client, route, expected, what);
            client.Dispose();
        }

        using var stranger = new TestAuthority();
        using var wrongAuthority = stranger.Issue("edge-agent:admin/anna");
        using var unknown = server.Http(server.Tls, wrongAuthority);
        await Assert.ThrowsAsync<HttpRequestException>(() => unknown.GetAsync(new Uri("/v1/status", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Request_OfAPageOfSomewhereElseOnPlainLoopback_IsRefused()
    {
        await using var server = await SecureServer.StartAsync();
        using var plain = server.Http(server.PlainHttp);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/status") { Headers = { Host = "evil.example" } };
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        foreign.Headers.Add("Origin", "https://evil.example");
        using var own = new HttpRequestMessage(HttpMethod.Get, "/v1/status") { Headers = { Host = "localhost:1" } };

        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await plain.SendAsync(rebound, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await plain.SendAsync(own, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Request_MoreThanTheLimit_Is429WithRetryAfter()
    {
        await using var server = await SecureServer.StartAsync(options => options with { CallsPerSecond = 1 });
        using var client = server.Http(server.Tls, token: SecureServer.Token(Role.Viewer));
        HttpResponseMessage? last = null;
        for (var i = 0; i < 10 && last?.StatusCode != HttpStatusCode.TooManyRequests; i++) last = await client.GetAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.TooManyRequests, last!.StatusCode);
        Assert.NotNull(last.Headers.RetryAfter);
        Assert.Equal("application/problem+json", last.Content.Headers.ContentType!.MediaType);
    }

    private static async Task Judge(HttpClient client, string route, HttpStatusCode? refused, string who)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{model}", "echo", StringComparison.Ordinal).Replace("{version}", "2", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{}", Encoding.ASCII, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var isRefused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        Assert.True(refused is { } expected ? response.StatusCode == expected : !isRefused && response.StatusCode != HttpStatusCode.InternalServerError, $"{route} for {who} ended with {response.StatusCode}");
        if (isRefused) Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }
}
