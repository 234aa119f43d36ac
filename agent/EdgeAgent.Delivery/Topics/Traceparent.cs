using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeAgent.Delivery.Topics;

/// <summary>The trace that a message belongs to, when its document names one.</summary>
internal static partial class Traceparent
{
    /// <summary>The document's own <c>traceparent</c>; null when it has none or an invalid one.</summary>
    /// <param name="document">A JSON object, UTF-8.</param>
    public static string? Find(ReadOnlySpan<byte> document)
    {
        // Most documents have none: searching bytes costs far less than reading JSON.
        if (document.IndexOf("\"traceparent\""u8) < 0) return null;
        try
        {
            var reader = new Utf8JsonReader(document);
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
                var found = reader.ValueTextEquals("traceparent"u8);
                reader.Read();
                if (found) return reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && Valid().IsMatch(text) ? text : null;
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
    [GeneratedRegex(@"\A(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\z")]
    private static partial Regex Valid();
}
