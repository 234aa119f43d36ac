using System.Buffers;
using System.Globalization;
using System.Text.Json;
using EdgeAgent.Control.Security;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>The API's description (OpenAPI 3.1), made of the route table.</summary>
internal static class OpenApiDocument
{
    private const string ProblemReference = "#/components/responses/Problem";

    // What every route may end with: who are you, you may not, too many, a fault.
    private static readonly int[] Always = [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError];

    /// <summary>Writes the description.</summary>
    /// <param name="routes">The table.</param>
    /// <param name="version">Version of the agent.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<HttpRoute> routes, string version)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("openapi", "3.1.0");
        json.WriteStartObject("info");
        json.WriteString("title", "EdgeAgent");
        json.WriteString("version", version);
        json.WriteString("description", "One box that listens. What each call needs is in x-role; on the local socket everything is allowed.");
        json.WriteEndObject();
        json.WriteStartObject("paths");
        foreach (var path in routes.GroupBy(route => route.Path))
        {
            json.WriteStartObject(path.Key);
            WritePathParameters(json, path.First());
            foreach (var route in path) WriteOperation(json, route);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteComponents(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WritePathParameters(Utf8JsonWriter json, HttpRoute route)
    {
        var names = route.Segments.Where(segment => segment is ['{', .., '}']).Select(segment => segment[1..^1]).ToArray();
        if (names.Length == 0) return;
        json.WriteStartArray("parameters");
        foreach (var name in names) WriteParameter(json, name, "path", "string", name == "version" ? "A number, or latest, stable or canary" : "Name of a model package", isRepeated: false);
        json.WriteEndArray();
    }

    private static void WriteOperation(Utf8JsonWriter json, HttpRoute route)
    {
        json.WriteStartObject(route.Method.ToLowerInvariant());
        json.WriteString("operationId", OperationId(route));
        json.WriteString("summary", route.Summary);
        json.WriteString("x-role", Roles.WordOf(AccessTable.Routes.GetValueOrDefault(route.Key)));
        if (route.Query.Count > 0)
        {
            json.WriteStartArray("parameters");
            foreach (var parameter in route.Query) WriteParameter(json, parameter.Name, "query", parameter.Type, parameter.Meaning, parameter.IsRepeated);
            json.WriteEndArray();
        }

        if (route.Takes.Count > 0)
        {
            json.WriteStartObject("requestBody");
            WriteContent(json, route.Takes);
            json.WriteEndObject();
        }

        json.WriteStartObject("responses");
        json.WriteStartObject("200");
        json.WriteString("description", "Done");
        if (route.Gives.Count > 0) WriteContent(json, route.Gives);
        json.WriteEndObject();
        foreach (var status in Always.Concat(route.Problems).Append(StatusCodes.Status400BadRequest).Distinct().Order())
        {
            json.WriteStartObject(status.ToString(CultureInfo.InvariantCulture));
            json.WriteString("$ref", ProblemReference);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string OperationId(HttpRoute route) =>
        string.Concat(route.Key.Split([' ', '/', '{', '}', '.'], StringSplitOptions.RemoveEmptyEntries).Select((word, i) => i == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..]));

    private static void WriteParameter(Utf8JsonWriter json, string name, string place, string type, string meaning, bool isRepeated)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", place);
        json.WriteBoolean("required", place == "path");
        json.WriteString("description", meaning);
        json.WriteStartObject("schema");
        json.WriteString("type", isRepeated ? "array" : type);
        if (isRepeated)
        {
            json.WriteStartObject("items");
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, IReadOnlyList<string> types)
    {
        json.WriteStartObject("content");
        foreach (var type in types)
        {
            json.WriteStartObject(type);
            json.WriteStartObject("schema");
            if (type == "multipart/form-data")
            {
                json.WriteString("type", "object");
                json.WriteStartObject("properties");
                json.WriteStartObject("file");
                json.WriteString("type", "string");
                json.WriteString("contentMediaType", "application/octet-stream");
                json.WriteEndObject();
                json.WriteEndObject();
            }
            else if (type == "text/plain")
            {
                json.WriteString("type", "string");
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter json)
    {
        json.WriteStartObject("components");
        json.WriteStartObject("responses");
        json.WriteStartObject("Problem");
        json.WriteString("description", "Problem details (RFC 9457)");
        json.WriteStartObject("content");
        json.WriteStartObject("application/problem+json");
        json.WriteStartObject("schema");
        json.WriteString("$ref", "#/components/schemas/Problem");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("schemas");
        json.WriteStartObject("Problem");
        json.WriteString("type", "object");
        json.WriteStartArray("required");
        foreach (var name in (ReadOnlySpan<string>)["type", "title", "status", "detail"]) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        foreach (var (name, type) in new[] { ("type", "string"), ("title", "string"), ("status", "integer"), ("detail", "string"), ("instance", "string"), ("error", "string") })
        {
            json.WriteStartObject(name);
            json.WriteString("type", type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("securitySchemes");
        json.WriteStartObject("token");
        json.WriteString("type", "http");
        json.WriteString("scheme", "bearer");
        json.WriteEndObject();
        json.WriteStartObject("certificate");
        json.WriteString("type", "mutualTLS");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("security");
        foreach (var scheme in (ReadOnlySpan<string>)["", "token", "certificate"])
        {
            json.WriteStartObject();
            if (scheme.Length > 0)
            {
                json.WriteStartArray(scheme);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
