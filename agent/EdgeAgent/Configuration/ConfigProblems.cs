using EdgeAgent.Core.Text;

namespace EdgeAgent.Configuration;

/// <summary>Collects every configuration problem and every key that was read, so that all errors are told at once.</summary>
internal sealed class ConfigProblems
{
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConfigKey> _keys = new(StringComparer.Ordinal);

    /// <summary>One sentence a problem, in the order found.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Keys that readers declared.</summary>
    public IEnumerable<ConfigKey> Keys => _keys.Values;

    /// <summary>Adds a problem of a key.</summary>
    public void Add(string path, string sentence) => _problems.Add($"{path}: {sentence}");

    /// <summary>Adds a problem that names its keys itself; one that is told already is not told again.</summary>
    public void Add(string sentence)
    {
        if (!_problems.Contains(sentence, StringComparer.Ordinal)) _problems.Add(sentence);
    }

    /// <summary>Notes that a reader knows a key.</summary>
    public void Declare(string path, ConfigKey key)
    {
        _known.Add(path);
        _keys.TryAdd(key.Path, key);
    }

    /// <summary>Whether a reader knows the key.</summary>
    public bool IsKnown(string path) => _known.Contains(path);

    /// <summary>The known key under the same parent that is spelled most alike, or null.</summary>
    public string? Nearest(string path)
    {
        var colon = path.LastIndexOf(':');
        var parent = colon < 0 ? string.Empty : path[..(colon + 1)];
        var name = path[(colon + 1)..];
        return DidYouMean.Suggest(name, _known
            .Where(k => k.StartsWith(parent, StringComparison.OrdinalIgnoreCase))
            .Select(k => k[parent.Length..])
            .Where(k => !k.Contains(':', StringComparison.Ordinal)));
    }
}
