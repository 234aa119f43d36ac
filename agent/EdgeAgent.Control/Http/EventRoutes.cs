using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using EdgeAgent.Core.Control;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary><c>GET /v1/events</c>: the store's messages in pages.</summary>
internal sealed class EventRoutes(IEventFeed events)
{
    private const string Lines = "application/x-ndjson";
    private const int MostNames = 256;

    private static readonly QueryParameter[] Parameters =
    [
        new("from", "string", "Offset so far, or a gap's end, at or after this time (RFC 3339)"),
        new("to", "string", "Before this time (RFC 3339)"),
        new("label", "string", "Only this label; records without a label pass", IsRepeated: true),
        new("pipeline", "string", "Only this pipeline", IsRepeated: true),
        new("kind", "string", "Only open, update, close or gap", IsRepeated: true),
        new("minPeak", "number", "Peak score at least, 0 to 1; records pass"),
        new("latest", "boolean", "Only the last revision of each event"),
        new("limit", "integer", "Messages at most, 1 to 1000; 100 where it is not given"),
        new("cursor", "string", "Where the page begins: next of the page before"),
    ];

    /// <summary>The route.</summary>
    public HttpRoute Route => new("GET", "/v1/events", "The store's messages in order, in pages: JSON, or a message a line with Accept: application/x-ndjson", AnswerAsync)
    {
        Query = Parameters, Gives = ["application/json", Lines], Problems = [400, 410, 503],
    };

    private Task AnswerAsync(HttpCall call)
    {
        var (store, after) = Cursor(call.Query("cursor"));
        if (store.Length > 0 && store != events.End.StoreId)
            throw new HttpProblemException(StatusCodes.Status410Gone, "the box has another store since that page, so its order is another one; begin again without a cursor");
        var page = events.Query(new FeedQuery
        {
            Filter = new FeedFilter { Labels = Names(call, "label"), Pipelines = Names(call, "pipeline"), Kinds = [.. Names(call, "kind").Select(Kind).Distinct()], MinimumPeak = Peak(call.Query("minPeak")) },
            From = Time(call, "from"), To = Time(call, "to"), LatestRevisionOnly = Flag(call, "latest"), After = after, Limit = call.QueryNumber("limit", 100, 1, 1000),
        });
        var next = page.Next is { } place ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{place}/{page.StoreId}"))) : null;
        if (next is not null) call.Http.Response.Headers.Link = $"<{NextPage(call.Http.Request, next)}>; rel=\"next\"";
        return call.Prefers(Lines)
            ? call.AnswerAsync(Lines, buffer =>
            {
                foreach (var message in page.Messages)
                {
                    buffer.Write(message.Document.Span);
                    buffer.Write("\n"u8);
                }
            })
            : call.AnswerJsonAsync(json =>
            {
                json.WriteStartObject();
                json.WriteString("storeId", page.StoreId);
                json.WriteStartArray("events");
                // As it was published, byte for byte; it is JSON by the store's own hand.
                foreach (var message in page.Messages) json.WriteRawValue(message.Document.Span, skipInputValidation: true);
                json.WriteEndArray();
                json.WriteString("next", next);
                json.WriteEndObject();
            });
    }

    private static string NextPage(HttpRequest request, string cursor)
    {
        var query = new QueryString();
        foreach (var (name, values) in request.Query)
            foreach (var value in values)
                if (name != "cursor") query = query.Add(name, value ?? "");
        return request.Path + query.Add("cursor", cursor).ToString();
    }

    private static (string Store, long After) Cursor(string? text)
    {
        if (text is null) return ("", 0);
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/', 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var after)) return (parts[1], after);
        }
        catch (FormatException)
        {
            // Told below.
        }

        throw new HttpProblemException(StatusCodes.Status400BadRequest, "cursor is not one that a page gave; take next of the page before, as it is");
    }

    private static IReadOnlyList<string> Names(HttpCall call, string parameter)
    {
        var names = call.QueryAll(parameter);
        return names.Count <= MostNames ? names : throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{parameter} is given more than {MostNames} times; leave it out and filter yourself");
    }

    private static FeedKind Kind(string word) => word switch
    {
        "open" => FeedKind.Open,
        "update" => FeedKind.Update,
        "close" => FeedKind.Close,
        "gap" => FeedKind.Gap,
        _ => throw new HttpProblemException(StatusCodes.Status400BadRequest, "kind must be open, update, close or gap"),
    };

    private static double Peak(string? text)
    {
        if (text is null) return 0;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var peak) && peak is >= 0 and <= 1
            ? peak
            : throw new HttpProblemException(StatusCodes.Status400BadRequest, "minPeak must be a score from 0 to 1");
    }

    private static bool Flag(HttpCall call, string name) => call.Query(name) switch
    {
        null or "false" => false,
        "" or "true" => true,
        _ => throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{name} must be true or false"),
    };

    private static DateTimeOffset? Time(HttpCall call, string name)
    {
        if (call.Query(name) is not { } text) return null;
        // A time without a zone could be any; in a query + reads as a blank.
        return DateTimeOffset.TryParseExact(text.Replace(' ', '+'), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new HttpProblemException(StatusCodes.Status400BadRequest, $"{name} must be a time as in 2026-03-15T09:30:00Z");
    }
}
