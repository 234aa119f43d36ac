using System.Globalization;
using System.Text.Json;

using EdgeAgent.Core.Text;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Manifests;

/// <summary>
/// One object of the manifest, read key by key. A getter that finds something wrong reports it and returns null or the fallback,
/// so that reading goes on and every problem is found; the result is only used when there was none.
/// </summary>
internal sealed class ManifestNode
{
    private const int LongestText = 4096;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly ManifestProblems _problems;
    private readonly ISet<string> _stated;
    private readonly List<string> _known = [];

    /// <summary>Wraps a JSON object.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Its JSON path; empty for the document.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="stated">Receives the path of every key that is present.</param>
    public ManifestNode(JsonElement element, string path, ManifestProblems problems, ISet<string> stated)
    {
        (_path, _problems, _stated) = (path, problems, stated);
        foreach (var member in element.EnumerateObject())
            if (!_members.TryAdd(member.Name, member.Value)) Problem(member.Name, "is given more than once; keep one");
    }

    /// <summary>Names of all keys that are present.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>The JSON path of a key.</summary>
    public string PathOf(string key) => JsonNames.Child(_path, key);

    /// <summary>Reports a problem with a key.</summary>
    public void Problem(string key, string sentence) => _problems.Add(PathOf(key), sentence);

    /// <summary>Marks a key as known without reading it.</summary>
    public void Know(params ReadOnlySpan<string> keys) => _known.AddRange(keys);

    /// <summary>The value of a key as it stands; null when it is absent or <c>null</c>.</summary>
    public JsonElement? Value(string key)
    {
        Know(key);
        if (!_members.TryGetValue(key, out var value)) return null;
        _stated.Add(PathOf(key));
        return value.ValueKind == JsonValueKind.Null ? null : value;
    }

    /// <summary>An object; null when absent or of another type.</summary>
    public ManifestNode? Object(string key, bool required = false)
    {
        if (Value(key) is not { } value) return Missing<ManifestNode>(key, required, "an object { … }");
        return value.ValueKind == JsonValueKind.Object
            ? new ManifestNode(value, PathOf(key), _problems, _stated)
            : Wrong<ManifestNode>(key, value, "an object { … }");
    }

    /// <summary>A text that is not blank; null when absent or of another type.</summary>
    public string? Text(string key, string what, bool required = false)
    {
        if (Value(key) is not { } value) return Missing<string>(key, required, what);
        if (value.ValueKind != JsonValueKind.String) return Wrong<string>(key, value, what);
        var text = value.GetString()!;
        if (string.IsNullOrWhiteSpace(text)) return Wrong<string>(key, value, what);

        // These texts reach terminals and logs, where control characters could forge lines.
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            Problem(key, $"is {JsonNames.Quote(text)}, with control characters; leave them out");
        else if (text.Length > LongestText)
            Problem(key, $"has {text.Length} characters; {LongestText} is the most");
        else
            return text;
        return null;
    }

    /// <summary>A whole number within a range; null when absent or wrong.</summary>
    public int? Integer(string key, int min, int max, string unit = "", bool required = false)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}{unit}");
        if (Value(key) is not { } value) { if (required) Missing<string>(key, true, what); return null; }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        Wrong<string>(key, value, what);
        return null;
    }

    /// <summary>A finite number within a range; null when absent or wrong.</summary>
    public double? Number(string key, double min, double max, string unit = "", bool required = false)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}{unit}");
        if (Value(key) is not { } value) { if (required) Missing<string>(key, true, what); return null; }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max) return number;
        Wrong<string>(key, value, what);
        return null;
    }

    /// <summary>True or false; null when absent or wrong.</summary>
    public bool? Flag(string key)
    {
        if (Value(key) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Wrong<string>(key, value, "true or false");
        return null;
    }

    /// <summary>One word of an enum; null when absent or another.</summary>
    public T? Word<T>(string key, EnumWords<T> words)
        where T : struct, Enum
    {
        var what = string.Join(", ", words.All.Select(word => $"\"{word}\""));
        if (Text(key, $"one of {what}") is not { } text) return null;
        if (words.Read(text) is { } value) return value;
        Problem(key, $"is {JsonNames.Quote(text)}{DidYouMean.Clause(text, words.All)}; it must be one of {what}");
        return null;
    }

    /// <summary>Finite numbers within a range: an array, or a number alone; null when absent or wrong.</summary>
    public IReadOnlyList<double>? Numbers(string key, double min, double max, int fewest, int most)
    {
        if (Value(key) is not { } value) return null;
        var what = string.Create(CultureInfo.InvariantCulture, $"{(fewest == most ? $"{most}" : $"{fewest} to {most}")} numbers from {min} to {max}");
        List<JsonElement> items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        var numbers = new List<double>(items.Count);
        foreach (var item in items)
            if (item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) && number >= min && number <= max) numbers.Add(number);
        return numbers.Count == items.Count && numbers.Count >= fewest && numbers.Count <= most ? numbers : Wrong<IReadOnlyList<double>>(key, value, what);
    }

    /// <summary>Texts: an array, or one alone; null when absent or wrong.</summary>
    public IReadOnlyList<string>? Texts(string key, string what, int most)
    {
        if (Value(key) is not { } value) return null;
        List<JsonElement> items = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        var texts = items.Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!).Where(t => t.Length is > 0 and <= LongestText && !t.Any(char.IsControl)).ToList();
        return texts.Count == items.Count && texts.Count > 0 && texts.Count <= most ? texts : Wrong<IReadOnlyList<string>>(key, value, what);
    }

    /// <summary>Reports every key that nobody has asked for, with the known key that it resembles.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var name in Names.Where(name => !_known.Contains(name, StringComparer.Ordinal)))
            Problem(name, $"is not a key of {(_path.Length == 0 ? "a manifest" : _path)}{DidYouMean.Clause(name, _known)} (known: {string.Join(", ", _known)})");
    }

    /// <summary>Reports a value of the wrong type or range.</summary>
    public T? Wrong<T>(string key, JsonElement value, string what)
        where T : class
    {
        Problem(key, $"is {JsonNames.Show(value)}; it must be {what}");
        return null;
    }

    private T? Missing<T>(string key, bool required, string what)
        where T : class
    {
        if (required) Problem(key, $"is missing; it must be {what}");
        return null;
    }
}
