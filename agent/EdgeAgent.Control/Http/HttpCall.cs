using System.Buffers;
using System.Globalization;
using EdgeAgent.Control.Security;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>One request on its way through a route.</summary>
/// <param name="http">The request.</param>
/// <param name="values">What the path's segments in braces stand for.</param>
internal sealed class HttpCall(HttpContext http, IReadOnlyDictionary<string, string> values)
{
    private static readonly Caller Nobody = new("nobody", Role.None, IsLocal: false);

    /// <summary>The request.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>Who makes it; known once it was let in.</summary>
    public Caller Caller { get; set; } = Nobody;

    /// <summary>What it was about, for the audit log.</summary>
    public string? Detail { get; set; }

    /// <summary>Ends when the caller goes away.</summary>
    public CancellationToken Cancellation => Http.RequestAborted;

    /// <summary>A segment of the path.</summary>
    public string Value(string name) => values[name];

    /// <summary>A segment of the path; empty where the route has none of that name.</summary>
    public string ValueOrEmpty(string name) => values.GetValueOrDefault(name) ?? "";

    /// <summary>A parameter of the query; null where there is none.</summary>
    /// <exception cref="HttpProblemException">It is there several times.</exception>
    public string? Query(string name) => Http.Request.Query[name] switch
    {
        [] => null,
        [var one] => one,
        _ => throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{name} is given several times; give it once"),
    };

    /// <summary>All values of a parameter of the query.</summary>
    public IReadOnlyList<string> QueryAll(string name) => [.. Http.Request.Query[name].OfType<string>()];

    /// <summary>A whole number in the query.</summary>
    /// <exception cref="HttpProblemException">It is none in the range.</exception>
    public int QueryNumber(string name, int fallback, int min, int max)
    {
        if (Query(name) is not { } text) return fallback;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new HttpProblemException(StatusCodes.Status400BadRequest, FormattableString.Invariant($"{name} must be a whole number from {min} to {max}"));
    }

    /// <summary>Refuses parameters that mean nothing here: a misspelt filter must not look like an answer.</summary>
    /// <exception cref="HttpProblemException">There is one.</exception>
    public void CheckQuery(IReadOnlyList<QueryParameter> known)
    {
        foreach (var name in Http.Request.Query.Keys)
            if (!known.Any(parameter => parameter.Name == name))
                throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{Inference.TensorWords.Short(name)} means nothing here; {(known.Count == 0 ? "give no parameters" : "known are " + string.Join(", ", known.Select(parameter => parameter.Name)))}");
    }

    /// <summary>Answers with a text that is complete.</summary>
    public async Task AnswerAsync(string contentType, ReadOnlyMemory<byte> body)
    {
        Http.Response.ContentType = contentType;
        Http.Response.ContentLength = body.Length;
        if (HttpMethods.IsHead(Http.Request.Method)) return;
        await Http.Response.Body.WriteAsync(body, Cancellation).ConfigureAwait(false);
    }

    /// <summary>Answers with a message of a service, as JSON.</summary>
    public Task AnswerAsync(Google.Protobuf.IMessage message) => AnswerAsync("application/json", System.Text.Encoding.UTF8.GetBytes(Google.Protobuf.JsonFormatter.Default.Format(message)));

    /// <summary>Answers with what is written into a buffer.</summary>
    public Task AnswerAsync(string contentType, Action<IBufferWriter<byte>> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(buffer);
        return AnswerAsync(contentType, buffer.WrittenMemory);
    }

    /// <summary>Answers with JSON that is written piece by piece.</summary>
    public Task AnswerJsonAsync(Action<System.Text.Json.Utf8JsonWriter> write) => AnswerAsync("application/json", buffer =>
    {
        using var json = new System.Text.Json.Utf8JsonWriter(buffer);
        write(json);
    });

    /// <summary>Whether the caller would rather have one media type than JSON.</summary>
    public bool Prefers(string mediaType)
    {
        foreach (var accepted in Http.Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1))
        {
            if (accepted.MediaType == mediaType) return (accepted.Quality ?? 1) > 0;
            if (accepted.MediaType == "application/json") return false;
        }

        return false;
    }

    /// <summary>Whether the caller accepts what a route gives.</summary>
    public void CheckAccept(IReadOnlyList<string> gives)
    {
        var accepted = Http.Request.GetTypedHeaders().Accept;
        if (accepted.Count == 0 || gives.Count == 0) return;
        foreach (var type in accepted)
            foreach (var given in gives)
                if ((type.Quality ?? 1) > 0 && (type.MatchesAllTypes || type.MediaType == given || (type.MatchesAllSubTypes && given.StartsWith(type.Type.ToString() + "/", StringComparison.Ordinal)))) return;
        throw new HttpProblemException(StatusCodes.Status406NotAcceptable, $"here come {string.Join(" or ", gives)}, and Accept names none of them");
    }

    /// <summary>The status that a refusal ends with.</summary>
    public static int StatusOf(Core.Control.RefusalKind kind) => kind switch
    {
        Core.Control.RefusalKind.NotFound => StatusCodes.Status404NotFound,
        Core.Control.RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        Core.Control.RefusalKind.NotNow => StatusCodes.Status409Conflict,
        Core.Control.RefusalKind.Unreadable => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
