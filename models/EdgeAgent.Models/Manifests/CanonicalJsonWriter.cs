using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAgent.Models.Manifests;

/// <summary>Writes JSON as RFC 8785 (JSON Canonicalization Scheme) does: no white space, keys by UTF-16 code units, numbers as ECMAScript prints them.</summary>
internal sealed class CanonicalJsonWriter(Stream output)
{
    /// <summary>Writes an object.</summary>
    /// <param name="names">Its keys in any order, each once.</param>
    /// <param name="value">Writes the value of a key.</param>
    public void Object(IEnumerable<string> names, Action<string> value)
    {
        Raw("{");
        var first = true;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (!first) Raw(",");
            first = false;
            Text(name);
            Raw(":");
            value(name);
        }

        Raw("}");
    }

    /// <summary>Writes a parsed value.</summary>
    public void Value(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Object(element.EnumerateObject().Select(member => member.Name), name => Value(element.GetProperty(name)));
                break;
            case JsonValueKind.Array:
                Raw("[");
                for (var i = 0; i < element.GetArrayLength(); i++)
                {
                    if (i > 0) Raw(",");
                    Value(element[i]);
                }

                Raw("]");
                break;
            case JsonValueKind.String:
                Text(element.GetString()!);
                break;
            case JsonValueKind.Number:
                Raw(Number(element.GetDouble()));
                break;
            default:
                Raw(element.GetRawText());
                break;
        }
    }

    /// <summary>Writes a text: only what JSON must escape is escaped.</summary>
    public void Text(string text)
    {
        var escaped = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        Raw(escaped.Append('"').ToString());
    }

    /// <summary>A number as ECMA-262 prints it (Number::toString): the shortest digits that read back the same, an exponent from 1e21 up and below 1e-6.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0";

        // .NET's round-trip form has the same shortest digits; only where the point and the exponent go differs.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var (whole, fraction) = parts[0].Split('.') is [var w, var f] ? (w, f) : (parts[0], "");
        var point = whole.Length + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        var digits = whole + fraction;
        point -= digits.Length - digits.TrimStart('0').Length;
        return (value < 0 ? "-" : "") + Place(digits.Trim('0'), point);
    }

    // Digits d1 d2 … with the value 0.d1d2… · 10^point.
    private static string Place(string digits, int point)
    {
        var count = digits.Length;
        if (count <= point && point <= 21) return digits + new string('0', point - count);
        if (point is > 0 and <= 21) return $"{digits[..point]}.{digits[point..]}";
        if (point is > -6 and <= 0) return "0." + new string('0', -point) + digits;
        var sign = point - 1 < 0 ? "-" : "+";
        var size = Math.Abs(point - 1).ToString(CultureInfo.InvariantCulture);
        return count == 1 ? $"{digits}e{sign}{size}" : $"{digits[0]}.{digits[1..]}e{sign}{size}";
    }

    private void Raw(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
