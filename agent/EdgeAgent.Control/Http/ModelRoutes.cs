using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>The inference protocol's HTTP form, <c>/v2/…</c>.</summary>
/// <param name="models">Runs models.</param>
/// <param name="agent">Tells the server's version.</param>
/// <param name="slots">Bounds the requests that are in the box at once.</param>
/// <param name="most">Bytes of a request at most.</param>
internal sealed class ModelRoutes(IInferenceService models, IAgentView agent, InferenceSlots slots, int most)
{
    private const int MostOptions = 64 * 1024;
    private const string HeaderLength = "Inference-Header-Content-Length";
    private const string Json = "application/json";
    private const string Binary = "application/octet-stream";

    /// <summary>The routes.</summary>
    public IEnumerable<HttpRoute> All =>
    [
        new("GET", "/v2", "What the server is", ServerAsync),
        new("GET", "/v2/health/live", "Whether the server is there", NothingAsync) { Gives = [] },
        new("GET", "/v2/health/ready", "Whether it answers requests", NothingAsync) { Gives = [] },
        new("GET", "/v2/models/stats", "What all models have answered", StatisticsAsync),
        .. OfModel("/v2/models/{model}"),
        .. OfModel("/v2/models/{model}/versions/{version}"),
        new("POST", "/v2/repository/index", "Every model on the box", IndexAsync) { Takes = [Json] },
        new("POST", "/v2/repository/models/{model}/load", "Opens a model and lets it be asked again", LoadAsync) { Takes = [Json], Gives = [], Problems = [404, 503] },
        new("POST", "/v2/repository/models/{model}/unload", "Closes what only requests use of a model, and answers no more for it", UnloadAsync) { Takes = [Json], Gives = [], Problems = [404] },
    ];

    private IEnumerable<HttpRoute> OfModel(string path) =>
    [
        new("GET", path, "What a model takes and gives", MetadataAsync) { Problems = [404, 503] },
        new("GET", path + "/ready", "Whether a model answers requests", ReadyAsync) { Gives = [], Problems = [404, 503] },
        new("GET", path + "/config", "How a model is run", ConfigAsync) { Problems = [404, 503] },
        new("GET", path + "/stats", "What a model has answered", StatisticsAsync) { Problems = [404] },
        new("POST", path + "/infer", "Runs a model on tensors: JSON, or JSON with binary tensors behind it (Inference-Header-Content-Length)", InferAsync)
        {
            Takes = [Json, Binary], Gives = [Json, Binary], Problems = [400, 404, 409, 413, 415, 503],
        },
    ];

    private Task ServerAsync(HttpCall call) => call.AnswerJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("name", InferenceEndpoint.ServerName);
        json.WriteString("version", agent.Snapshot().Version);
        json.WriteStartArray("extensions");
        foreach (var extension in ServedMessages.Extensions) json.WriteStringValue(extension);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task NothingAsync(HttpCall call)
    {
        call.Http.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private async Task MetadataAsync(HttpCall call)
    {
        var model = await DescribeAsync(call).ConfigureAwait(false);
        await call.AnswerJsonAsync(json => ModelJson.WriteMetadata(json, model)).ConfigureAwait(false);
    }

    private async Task ConfigAsync(HttpCall call)
    {
        var model = await DescribeAsync(call).ConfigureAwait(false);
        await call.AnswerJsonAsync(json => ModelJson.WriteConfig(json, ServedMessages.Config(model))).ConfigureAwait(false);
    }

    private Task StatisticsAsync(HttpCall call)
    {
        var statistics = models.Statistics(call.ValueOrEmpty("model"), call.ValueOrEmpty("version"));
        return call.AnswerJsonAsync(json => ModelJson.WriteStatistics(json, statistics.Select(ServedMessages.Statistics)));
    }

    private Task ReadyAsync(HttpCall call) => models.IsReady(call.Value("model"), call.ValueOrEmpty("version"))
        ? NothingAsync(call)
        : throw new HttpProblemException(StatusCodes.Status503ServiceUnavailable, $"{call.Value("model")} answers no requests; load it with POST /v2/repository/models/{call.Value("model")}/load");

    private async Task IndexAsync(HttpCall call)
    {
        var onlyReady = await OptionsAsync(call).ConfigureAwait(false);
        await call.AnswerJsonAsync(json =>
        {
            json.WriteStartArray();
            foreach (var entry in models.Index().Where(version => version.IsReady || !onlyReady).Select(ServedMessages.Entry))
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteString("version", entry.Version);
                json.WriteString("state", entry.State);
                json.WriteString("reason", entry.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    private async Task LoadAsync(HttpCall call)
    {
        call.Detail = call.Value("model");
        await OptionsAsync(call).ConfigureAwait(false);
        await models.LoadAsync(call.Value("model"), call.Cancellation).ConfigureAwait(false);
        await NothingAsync(call).ConfigureAwait(false);
    }

    private async Task UnloadAsync(HttpCall call)
    {
        call.Detail = call.Value("model");
        await OptionsAsync(call).ConfigureAwait(false);
        models.Unload(call.Value("model"));
        await NothingAsync(call).ConfigureAwait(false);
    }

    private async Task InferAsync(HttpCall call)
    {
        using var slot = slots.Take(call.Caller);
        HttpBody.CheckType(call.Http, [Json, Binary], "send application/json, or application/octet-stream with Inference-Header-Content-Length");
        var headerLength = call.Http.Request.Headers[HeaderLength] switch
        {
            [] => (int?)null,
            [var text] when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length) => length,
            _ => throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{HeaderLength} must be the length of the JSON in bytes"),
        };
        var body = await HttpBody.ReadAsync(call.Http, most).ConfigureAwait(false);
        if (headerLength > body.Length) throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{HeaderLength} is {headerLength} and the body has {body.Length} bytes");
        var split = headerLength ?? body.Length;
        var request = InferJsonReader.Read(body.AsSpan(0, split), body.AsMemory(split), call.Value("model"), call.ValueOrEmpty("version"), most);
        var result = await models.InferAsync(request.Request, call.Cancellation).ConfigureAwait(false);
        var (header, tensors) = InferJsonWriter.Write(result, request);
        if (tensors.Count == 0)
        {
            await call.AnswerAsync(Json, header).ConfigureAwait(false);
            return;
        }

        var response = call.Http.Response;
        response.Headers[HeaderLength] = TensorMessages.Version(header.Length);
        (response.ContentType, response.ContentLength) = (Binary, header.Length + tensors.Sum(tensor => (long)tensor.Length));
        await response.Body.WriteAsync(header, call.Cancellation).ConfigureAwait(false);
        foreach (var tensor in tensors) await response.Body.WriteAsync(tensor, call.Cancellation).ConfigureAwait(false);
    }

    private Task<ServedModel> DescribeAsync(HttpCall call) => models.DescribeAsync(call.Value("model"), call.ValueOrEmpty("version"), call.Cancellation);

    // An empty body is as good as {}.
    private static async Task<bool> OptionsAsync(HttpCall call)
    {
        var body = await HttpBody.ReadAsync(call.Http, MostOptions).ConfigureAwait(false);
        if (body.Length == 0) return false;
        try
        {
            using var options = JsonDocument.Parse(body);
            return options.RootElement.ValueKind == JsonValueKind.Object && options.RootElement.TryGetProperty("ready", out var ready) && ready.ValueKind == JsonValueKind.True;
        }
        catch (JsonException error)
        {
            throw new HttpProblemException(StatusCodes.Status400BadRequest, "the body is no JSON; leave it out or send an object", error);
        }
    }
}
