using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Delivery.Topics;

/// <summary>The trace that a message belongs to, when its document names one.</summary>
internal static class Traceparent
{
    // version "-" trace id "-" parent id "-" flags
    private const int Length = 55;
    private const int TraceAt = 3;
    private const int ParentAt = 36;
    private const int FlagsAt = 53;

    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdef"u8);

    private static ReadOnlySpan<byte> LastName => ",\"traceparent\":\""u8;

    private static ReadOnlySpan<byte> End => "\"}"u8;

    /// <summary>The document's own <c>traceparent</c>; null when it has none or an invalid one.</summary>
    /// <param name="document">A JSON object, UTF-8.</param>
    public static string? Find(ReadOnlySpan<byte> document)
    {
        // The store writes it last, and what stands before an object's last brace is the object's own.
        var at = document.Length - End.Length - Length;
        if (at > LastName.Length && document.EndsWith(End) && document[..at].EndsWith(LastName) && IsValid(document.Slice(at, Length))) return Encoding.ASCII.GetString(document.Slice(at, Length));
        // Most other documents have none: searching bytes costs far less than reading JSON.
        if (document.IndexOf("\"traceparent\""u8) < 0) return null;
        try
        {
            var reader = new Utf8JsonReader(document);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
                var found = reader.ValueTextEquals("traceparent"u8);
                reader.Read();
                if (found) return reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && IsValid(Encoding.UTF8.GetBytes(text)) ? text : null;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // The payload is published as it is; what can't be read has no trace.
        }

        return null;
    }

    // W3C Trace Context, section 3.2: version (not ff), 16-byte trace id and 8-byte parent id (neither all zeros), flags.
    private static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length == Length && text[TraceAt - 1] == '-' && text[ParentAt - 1] == '-' && text[FlagsAt - 1] == '-'
        && IsHex(text[..(TraceAt - 1)]) && !text.StartsWith("ff"u8)
        && IsHex(text[TraceAt..(ParentAt - 1)]) && text[TraceAt..(ParentAt - 1)].ContainsAnyExcept((byte)'0')
        && IsHex(text[ParentAt..(FlagsAt - 1)]) && text[ParentAt..(FlagsAt - 1)].ContainsAnyExcept((byte)'0')
        && IsHex(text[FlagsAt..]);

    private static bool IsHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(Hex);
}
