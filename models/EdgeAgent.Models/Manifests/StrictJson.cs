using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>
/// JSON as RFC 8259 writes it: no comments, no trailing commas, UTF-8 (a byte-order mark is passed over).
/// The digest of a package is taken over these bytes and other tools read them, so there is one dialect.
/// </summary>
internal static class StrictJson
{
    /// <summary>Parses a document whose every text is valid, so that nothing that reads it later can fail on it.</summary>
    /// <param name="source">The file, named in the message.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="ModelException">It is not JSON; the message says where, by line and column.</exception>
    public static JsonDocument Parse(string source, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty) throw new ModelException($"{source} is empty; it must hold a JSON object");
        if (!Utf8.IsValid(bytes.Span)) throw new ModelException($"{source} is not UTF-8 text; save it as UTF-8 JSON");
        try
        {
            RefuseBrokenText(source, bytes.Span);
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException error)
        {
            var line = (error.LineNumber ?? 0) + 1;
            var column = (error.BytePositionInLine ?? 0) + 1;
            throw new ModelException(
                string.Create(CultureInfo.InvariantCulture, $"{source} is not valid JSON at line {line}, column {column}: {Reason(error)}"), error);
        }
    }

    // An escaped half of a surrogate pair passes the parser and fails when the text is taken.
    private static void RefuseBrokenText(string source, ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped) continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException error)
            {
                var line = bytes[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
                throw new ModelException($"{source} is not valid JSON at line {line}: a text holds half of a surrogate pair (\\uD800..\\uDFFF)", error);
            }
        }
    }

    // The runtime repeats the position in its own words at the end.
    private static string Reason(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.', ' ');
        return reason.Contains("'/'", StringComparison.Ordinal) ? reason + " (comments are not allowed)" : reason;
    }
}
