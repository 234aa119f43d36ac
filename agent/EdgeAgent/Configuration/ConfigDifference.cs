using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>The keys of a configuration with their values, pipelines by name, so that two can be compared.</summary>
internal sealed class ConfigDifference
{
    private const string Pipelines = "Pipelines";

    // Addresses, options and commands may hold passwords.
    private static readonly string[] Secret = ["Url", "Options", "Command", "Pipeline", "Username"];

    private readonly SortedDictionary<string, string> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the keys of a configuration.</summary>
    public ConfigDifference(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
            if (value is not null) _keys[Named(configuration, key)] = value;
    }

    /// <summary>Prefix of a pipeline's keys.</summary>
    public static string PrefixOf(string pipeline) => $"{Pipelines}:{pipeline}:";

    /// <summary>Keys with another value than before, with both values as they may be shown; null where a key is not there.</summary>
    public IEnumerable<(string Key, string? Before, string? After)> From(ConfigDifference before)
    {
        foreach (var key in _keys.Keys.Union(before._keys.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var (old, now) = (before._keys.GetValueOrDefault(key), _keys.GetValueOrDefault(key));
            if (old != now) yield return (key, Shown(key, old), Shown(key, now));
        }
    }

    /// <summary>Every key with its value as it may be shown.</summary>
    public IEnumerable<string> Lines() => _keys.Select(pair => $"{pair.Key} = {Shown(pair.Key, pair.Value)}");

    /// <summary>Takes the values that another configuration has of keys that begin so.</summary>
    public void Adopt(ConfigDifference other, string prefix)
    {
        foreach (var key in _keys.Keys.Where(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToArray()) _keys.Remove(key);
        foreach (var (key, value) in other._keys)
            if (key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) _keys[key] = value;
    }

    private static string? Shown(string key, string? value) => value is not null && key.Split(':').Any(part => Secret.Contains(part, StringComparer.OrdinalIgnoreCase)) ? "(not shown)" : value;

    private static string Named(IConfiguration configuration, string key)
    {
        var parts = key.Split(':');
        if (parts.Length < 2 || !string.Equals(parts[0], Pipelines, StringComparison.OrdinalIgnoreCase)) return key;
        return configuration[$"{Pipelines}:{parts[1]}:Name"] is { Length: > 0 } name ? string.Join(':', [Pipelines, name, .. parts[2..]]) : key;
    }
}
