using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>Reads one section key by key. A reader names what it knows; what nobody named is an unknown key.</summary>
internal sealed class ConfigSection
{
    private readonly IConfiguration _configuration;
    private readonly ConfigProblems _problems;
    private readonly string _path;
    private readonly string _pattern;

    /// <summary>The root of a configuration.</summary>
    public ConfigSection(IConfiguration configuration, ConfigProblems problems)
        : this(configuration, problems, string.Empty, string.Empty)
    {
    }

    private ConfigSection(IConfiguration configuration, ConfigProblems problems, string path, string pattern)
    {
        _configuration = configuration;
        _problems = problems;
        _path = path;
        _pattern = pattern;
    }

    /// <summary>Path of a key of this section.</summary>
    public string PathOf(string key) => Join(_path, key);

    /// <summary>Whether the section holds the key at all.</summary>
    public bool Has(string key) => _configuration.GetSection(key) is var s && (s.Value is not null || s.GetChildren().Any());

    /// <summary>The value of a key that another reader declares; null where there is none.</summary>
    public string? Peek(string key) => _configuration[key];

    /// <summary>Adds a problem of a key of this section.</summary>
    public void Problem(string key, string sentence) => _problems.Add(PathOf(key), sentence);

    /// <summary>Adds a problem that names its keys itself.</summary>
    public void Fault(string sentence) => _problems.Add(sentence.TrimEnd('.'));

    /// <summary>A section within this one.</summary>
    public ConfigSection Section(string key)
    {
        _problems.Declare(PathOf(key), new ConfigKey(Join(_pattern, key), "section", "", "", ""));
        return new ConfigSection(_configuration.GetSection(key), _problems, PathOf(key), Join(_pattern, key));
    }

    /// <summary>The elements of a list of sections.</summary>
    public IReadOnlyList<ConfigSection> List(string key)
    {
        var list = Section(key);
        if (list._configuration is IConfigurationSection { Value.Length: > 0 }) _problems.Add(list._path, "must be a list");
        var items = new List<ConfigSection>();
        foreach (var child in list._configuration.GetChildren())
        {
            var path = Join(list._path, child.Key);
            _problems.Declare(path, new ConfigKey(Join(list._pattern, "*"), "section", "", "", ""));
            items.Add(new ConfigSection(child, _problems, path, Join(list._pattern, "*")));
        }

        return items;
    }

    /// <summary>Text, or null when absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fallback">What counts when it is absent.</param>
    /// <param name="description">What it does, for the documentation.</param>
    /// <param name="fallbackText">The default in words, where the fallback itself does not tell.</param>
    public string? Text(string key, string? fallback, string description, string? fallbackText = null)
    {
        Declare(key, "text", fallbackText ?? fallback ?? "none", "", description);
        return Value(key) is { Length: > 0 } text ? text : fallback;
    }

    /// <summary>Text that must be there.</summary>
    public string Required(string key, string description, string remedy)
    {
        Declare(key, "text", "none, must be given", "", description);
        if (Value(key) is { Length: > 0 } text) return text;
        Problem(key, $"is missing; {remedy}");
        return string.Empty;
    }

    /// <summary>A list of texts; one value alone may hold several, separated by commas.</summary>
    public IReadOnlyList<string> Texts(string key, string description) => Texts(key, description, ',');

    /// <summary>A list of texts with commas in them; one value alone may hold several, separated by semicolons.</summary>
    public IReadOnlyList<string> Lines(string key, string description) => Texts(key, description, ';');

    private List<string> Texts(string key, string description, char separator)
    {
        Declare(key, "list of texts", "empty", "", description);
        var section = _configuration.GetSection(key);
        var texts = new List<string>();
        if (section.Value is { } all) texts.AddRange(all.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        foreach (var child in section.GetChildren())
        {
            _problems.Declare(Join(PathOf(key), child.Key), new ConfigKey(Join(Join(_pattern, key), "*"), "section", "", "", ""));
            if (child.Value is { Length: > 0 } text) texts.Add(text);
            else _problems.Add(Join(PathOf(key), child.Key), "must be a text");
        }

        return texts;
    }

    /// <summary>A whole number in a range.</summary>
    public int Integer(string key, int fallback, int min, int max, string description)
    {
        Declare(key, "integer", fallback.ToString(CultureInfo.InvariantCulture), $"{min} to {max}", description);
        if (Value(key) is not { Length: > 0 } text) return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Problem(key, $"'{text}' is not a whole number from {min} to {max}");
        return fallback;
    }

    /// <summary>A number in a range.</summary>
    public double Number(string key, double fallback, double min, double max, string description)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{min} to {max}");
        Declare(key, "number", fallback.ToString(CultureInfo.InvariantCulture), range, description);
        if (Value(key) is not { Length: > 0 } text) return fallback;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max) return value;
        Problem(key, $"'{text}' is not a number from {range}");
        return fallback;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool fallback, string description)
    {
        Declare(key, "true/false", fallback ? "true" : "false", "", description);
        if (Value(key) is not { Length: > 0 } text) return fallback;
        if (bool.TryParse(text, out var value)) return value;
        Problem(key, $"'{text}' is neither true nor false");
        return fallback;
    }

    /// <summary>One of a set of words.</summary>
    public T Choice<T>(string key, T fallback, IReadOnlyList<(string Word, T Value)> choices, string description)
    {
        var words = string.Join(", ", choices.Select(c => c.Word));
        var fallbackWord = choices.FirstOrDefault(c => EqualityComparer<T>.Default.Equals(c.Value, fallback)).Word ?? "none";
        Declare(key, "word", fallbackWord, words, description);
        if (Value(key) is not { Length: > 0 } text) return fallback;
        foreach (var (word, value) in choices)
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) return value;
        Problem(key, $"'{text}' is not one of {words}");
        return fallback;
    }

    /// <summary>Adds a problem for every key below this section that no reader declared.</summary>
    public void RefuseUnknown()
    {
        foreach (var child in _configuration.GetChildren())
        {
            var path = PathOf(child.Key);
            if (!_problems.IsKnown(path))
            {
                var near = _problems.Nearest(path);
                _problems.Add(path, near is null ? "unknown key; remove it" : $"unknown key; did you mean '{near}'?");
            }
            else
            {
                new ConfigSection(child, _problems, path, path).RefuseUnknown();
            }
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    private string? Value(string key)
    {
        var section = _configuration.GetSection(key);
        if (section.Value is null && section.GetChildren().Any())
            Problem(key, "must be a single value, not a section or list");
        return section.Value;
    }

    private void Declare(string key, string kind, string fallback, string range, string description) =>
        _problems.Declare(PathOf(key), new ConfigKey(Join(_pattern, key), kind, fallback, range, description));
}
