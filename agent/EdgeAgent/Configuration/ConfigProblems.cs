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
        return _known
            .Where(k => k.StartsWith(parent, StringComparison.OrdinalIgnoreCase) && !k[parent.Length..].Contains(':', StringComparison.Ordinal))
            .Select(k => k[parent.Length..])
            .Select(k => (Name: k, Distance: Distance(k, name)))
            .Where(x => x.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(x => x.Distance).ThenBy(x => x.Name, StringComparer.Ordinal)
            .Select(x => x.Name).FirstOrDefault();
    }

    // Levenshtein's edit distance, ignoring case.
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
