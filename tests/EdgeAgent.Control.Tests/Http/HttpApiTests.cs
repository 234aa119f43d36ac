using System.Buffers;
using System.Text;
using System.Text.Json;
using EdgeAgent.Control.Security;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Tests.Http;

/// <summary>Routes, problems and the API's description, over a real HTTP/1.1 connection.</summary>
public sealed class HttpApiTests
{
    [Fact]
    public async Task Routes_EveryOneOfThem_IsInTheAccessTableAndNothingElse()
    {
        await using var server = await HttpServer.StartAsync();

        Assert.Equal(AccessTable.Routes.Keys.Order(StringComparer.Ordinal), server.Routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OpenApi_EveryRoute_IsDescribedWithItsParametersAndNothingElse()
    {
        await using var server = await HttpServer.StartAsync();

        var (status, type, body, _) = await server.SendAsync(HttpMethod.Get, "/openapi.json");

        Assert.Equal((200, "application/json"), (status, type));
        var document = JsonDocument.Parse(body).RootElement;
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.Equal("EdgeAgent", document.GetProperty("info").GetProperty("title").GetString());
        var described = new List<string>();
        var ids = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var declared = path.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(p => p.GetProperty("name").GetString()!).ToArray() : [];
            Assert.Equal(path.Name.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}')), declared);
            foreach (var operation in path.Value.EnumerateObject().Where(o => o.Name != "parameters"))
            {
                described.Add($"{operation.Name.ToUpperInvariant()} {path.Name}");
                ids.Add(operation.Value.GetProperty("operationId").GetString()!);
                Assert.NotEqual("", operation.Value.GetProperty("summary").GetString());
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("200", out _));
                foreach (var response in operation.Value.GetProperty("responses").EnumerateObject().Where(r => r.Name != "200"))
                    Assert.Equal("#/components/responses/Problem", response.Value.GetProperty("$ref").GetString());
            }
        }

        Assert.Equal(server.Routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var schema = document.GetProperty("components").GetProperty("responses").GetProperty("Problem").GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString();
        Assert.Equal("#/components/schemas/Problem", schema);
        Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty("Problem", out _));
    }

    [Fact]
    public async Task Route_Unknown_Is404AndWrongMethod405WithAllow()
    {
        await using var server = await HttpServer.StartAsync();

        foreach (var path in new[] { "/", "/v1", "/v1/status/", "/V1/status", "/v2/models//infer", "/v2/models/echo/versions/2/infer/x", "/../etc/passwd", "/%2e%2e/x" })
            Assert.Contains("openapi.json", await server.RefusesAsync(404, HttpMethod.Get, path), StringComparison.Ordinal);
        await server.RefusesAsync(405, HttpMethod.Post, "/v1/status");
        await server.RefusesAsync(405, HttpMethod.Delete, "/v2/models/echo");
        var (_, _, _, _) = await server.SendAsync(HttpMethod.Put, "/v1/events");
        using var response = await server.Client.GetAsync(new Uri("/v2/models/echo/infer", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        using var head = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/status"), TestContext.Current.CancellationToken);
        Assert.Equal((200, 0), ((int)head.StatusCode, (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length));
    }

    [Fact]
    public async Task Probes_OfAnAgentThatWorks_AnswerOk()
    {
        await using var server = await HttpServer.StartAsync(more: contracts => contracts with { Metrics = new OneMetric() });

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/healthz")).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/readyz")).Status);
        var (status, type, body, _) = await server.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal((200, "text/plain", "edge_up 1\n"), (status, type, Encoding.UTF8.GetString(body)));
        var agent = JsonDocument.Parse((await server.SendAsync(HttpMethod.Get, "/v1/status")).Body).RootElement;
        Assert.Equal("buoy-7", agent.GetProperty("device").GetString());
    }

    [Fact]
    public async Task Probes_OfAFailedPipelineOrWithoutMetrics_SayWhatIsMissing()
    {
        var failed = new StillAgent();
        failed.Now = failed.Now with { Pipelines = [new PipelineSnapshot { Name = "reef", State = PipelineState.Failed, Detail = "no hydrophone", Source = "h1", SampleRate = 1, ElapsedSeconds = 1, AnalysedSeconds = 0, Windows = 0, DroppedWindows = 0, Events = 0, Models = [] }] };
        await using var server = await HttpServer.StartAsync(more: contracts => contracts with { Agent = failed });

        Assert.Contains("reef failed: no hydrophone", await server.RefusesAsync(503, HttpMethod.Get, "/readyz"), StringComparison.Ordinal);
        await server.RefusesAsync(404, HttpMethod.Get, "/metrics");
    }

    [Fact]
    public async Task Query_ThatMeansNothing_IsRefused()
    {
        await using var server = await HttpServer.StartAsync();

        Assert.Contains("lable", await server.RefusesAsync(400, HttpMethod.Get, "/v1/events?lable=x"), StringComparison.Ordinal);
        foreach (var query in new[] { "limit=0", "limit=1001", "limit=-1", "limit=x", "limit=5&limit=6", "from=yesterday", "to=2026-99-01T00:00:00Z", "minPeak=2", "minPeak=x", "kind=whale", "cursor=%00", "cursor=abc", "latest=perhaps" })
            await server.RefusesAsync(400, HttpMethod.Get, "/v1/events?" + query);
        await server.RefusesAsync(406, HttpMethod.Get, "/v1/status", change: request => request.Headers.Add("Accept", "text/html"));
    }

    [Fact]
    public async Task Events_InPages_GiveEveryDocumentOnceByteForByte()
    {
        var feed = new CountedFeed(25);
        await using var server = await HttpServer.StartAsync(more: contracts => contracts with { Events = feed });
        var (documents, path) = (new List<string>(), "/v1/events?limit=10&label=whale");
        while (path is not null)
        {
            var (status, _, body, headers) = await server.SendAsync(HttpMethod.Get, path);
            Assert.Equal(200, status);
            var page = JsonDocument.Parse(body).RootElement;
            documents.AddRange(page.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()));
            path = page.GetProperty("next").GetString() is { } next ? $"/v1/events?limit=10&label=whale&cursor={next}" : null;
            if (path is not null) Assert.Contains("rel=\"next\"", string.Join(' ', headers.GetValues("Link")), StringComparison.Ordinal);
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(CountedFeed.Document), documents);
        Assert.Equal(["whale"], feed.Last!.Filter.Labels);
        var (_, type, lines, _) = await server.SendAsync(HttpMethod.Get, "/v1/events", change: request => request.Headers.Add("Accept", "application/x-ndjson"));
        Assert.Equal("application/x-ndjson", type);
        Assert.Equal(string.Concat(Enumerable.Range(1, 25).Select(n => CountedFeed.Document(n) + "\n")), Encoding.UTF8.GetString(lines));
    }

    [Fact]
    public async Task Events_CursorOfAnotherStore_IsGone()
    {
        await using var server = await HttpServer.StartAsync();
        var cursor = Convert.ToBase64String(Encoding.UTF8.GetBytes("5/other-store")).TrimEnd('=');

        await server.RefusesAsync(410, HttpMethod.Get, "/v1/events?cursor=" + cursor);
    }

    private sealed class OneMetric : IMetricsText
    {
        public void Write(IBufferWriter<byte> output) => output.Write("edge_up 1\n"u8);
    }

    private sealed class CountedFeed(int count) : IEventFeed
    {
        public FeedQuery? Last { get; private set; }

        public FeedPlace End => new("store", count);

        public static string Document(int n) => $$"""{"id":"{{n}}", "odd" : [1,  2]}""";

        public IAsyncEnumerable<FeedBatch> WatchAsync(FeedPlace place, FeedFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

        public FeedPage Query(FeedQuery query)
        {
            Last = query;
            var page = Enumerable.Range((int)query.After + 1, count - (int)query.After).Take(query.Limit).Select(n => new FeedMessage { StoreId = "store", Sequence = n, Kind = FeedKind.Close, Pipeline = "reef", Label = "whale", Id = "x", Revision = 0, Peak = 1, Document = Encoding.UTF8.GetBytes(Document(n)) }).ToArray();
            return new FeedPage("store", page, page.Length > 0 && page[^1].Sequence < count ? page[^1].Sequence : null);
        }
    }
}
