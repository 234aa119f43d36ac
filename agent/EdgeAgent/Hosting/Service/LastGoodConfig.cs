using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Hosting.Service;

/// <summary>The configuration that the agent last ran well with, kept in the state directory: a box whose configuration is ruined goes on with it, and says so.</summary>
internal static class LastGoodConfig
{
    private const string Name = "config.last-good.json";

    /// <summary>Keeps a configuration, if it differs from the one that is kept.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="configuration">All layers, merged.</param>
    /// <returns>Why it could not be kept; null when it is.</returns>
    public static string? Keep(string directory, IConfiguration configuration)
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in configuration.AsEnumerable())
            if (value is not null) keys[key] = value;
        var text = JsonSerializer.Serialize(keys, ServiceJson.Default.SortedDictionaryStringString);
        var path = Path.Combine(directory, Name);
        try
        {
            // Flash is not written for nothing.
            if (!File.Exists(path) || File.ReadAllText(path) != text) StateFile.Replace(path, text);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the configuration can't be kept as the last good one in {path}: {e.Message}";
        }
    }

    /// <summary>The kept configuration and since when it is kept; null where there is none that can be read.</summary>
    /// <param name="directory">The state directory.</param>
    public static (IConfiguration Configuration, DateTimeOffset Kept)? Find(string directory)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            var keys = JsonSerializer.Deserialize(File.ReadAllText(path), ServiceJson.Default.SortedDictionaryStringString);
            if (keys is null) return null;
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(keys.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))).Build();
            return (configuration, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
