using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Events;

/// <summary>RFC 3339 in UTC with <c>Z</c> and exactly milliseconds, so that equal times are equal bytes.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The text of a time, rounded down to milliseconds.</summary>
    public static string ToText(DateTimeOffset time)
    {
        // Of the round-trip form's seven digits the first three: a format of its own takes a way through .NET that costs ten times as much, for each message.
        const int toMilliseconds = 23;
        Span<char> text = stackalloc char[2 * toMilliseconds];
        time.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[toMilliseconds] = 'Z';
        return new string(text[..(toMilliseconds + 1)]);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(ToText(value));
    }
}
