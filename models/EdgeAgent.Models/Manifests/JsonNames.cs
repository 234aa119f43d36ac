using System.Text.Json;

namespace EdgeAgent.Models.Manifests;

/// <summary>How JSON places and values are written in messages.</summary>
internal static class JsonNames
{
    private const int LongestShown = 60;

    /// <summary>The path of a key below a path: <c>events.high</c>, <c>perLabel["blue whale"]</c>.</summary>
    public static string Child(string path, string key)
    {
        var plain = key.Length is > 0 and <= LongestShown && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        if (plain) return path.Length == 0 ? key : $"{path}.{key}";
        return $"{path}[{Quote(key)}]";
    }

    /// <summary>A value, short enough for a sentence.</summary>
    public static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        JsonValueKind.String => Quote(value.GetString()!),
        _ => Short(value.GetRawText()),
    };

    /// <summary>A text in quotes on one line, without characters that could disturb a terminal.</summary>
    public static string Quote(string text) =>
        $"\"{string.Concat(Short(text).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' || char.IsSurrogate(c) ? '?' : c))}\"";

    private static string Short(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";
}
