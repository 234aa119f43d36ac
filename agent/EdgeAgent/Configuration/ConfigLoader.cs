using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>Lays the configuration's layers over each other, later ones winning:
/// the shipped appsettings.json, the box's, the file named on the command line, the environment, single keys from the command line.</summary>
internal static class ConfigLoader
{
    /// <summary>The box's own file.</summary>
    public const string SystemFile = "/etc/edge-agent/appsettings.json";

    private const string PipelinesKey = "Pipelines";
    private const string SchemaKey = "$schema";

    private static readonly string[] Lists = [PipelinesKey, "Mqtt:Servers", "Mqtt:Profiles"];

    /// <summary>What environment variables with keys begin with.</summary>
    public const string EnvironmentPrefix = "EDGEAGENT__";

    /// <summary>Loads all layers.</summary>
    /// <param name="file">File named on the command line, or null.</param>
    /// <param name="assignments">Texts <c>Section:Key=value</c>.</param>
    /// <exception cref="ConfigException">A file is missing or no JSON, or an assignment has no '='.</exception>
    public static IConfiguration Load(string? file, IReadOnlyList<string> assignments)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Lay(keys, ReadFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true));
        // The shipped pipelines are a demo; a box that says anything of its own says what it listens to.
        if (file is not null || File.Exists(SystemFile)) Forget(keys, PipelinesKey);
        Lay(keys, ReadFile(SystemFile, optional: true));
        if (file is not null) Lay(keys, ReadFile(Path.GetFullPath(file), optional: false));
        Lay(keys, new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build(), wholeLists: false);
        Lay(keys, new ConfigurationBuilder().AddInMemoryCollection(assignments.Select(Split)).Build(), wholeLists: false);
        return new ConfigurationBuilder().AddInMemoryCollection(keys).Build();
    }

    // A file that lists pipelines or servers means these and no others: mixing its first with an earlier file's first would make one that nobody wrote.
    private static void Lay(Dictionary<string, string?> keys, IConfiguration layer, bool wholeLists = true)
    {
        // "$schema" is for editors.
        var pairs = layer.AsEnumerable().Where(pair => pair.Value is not null && pair.Key != SchemaKey).ToArray();
        if (wholeLists)
            foreach (var list in Lists.Where(list => layer.GetSection(list).Exists())) Forget(keys, list);
        foreach (var (key, value) in pairs) keys[key] = value;
    }

    private static void Forget(Dictionary<string, string?> keys, string list)
    {
        foreach (var key in keys.Keys.Where(k => k.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase)).ToArray()) keys.Remove(key);
    }

    private static IConfigurationRoot ReadFile(string path, bool optional)
    {
        var builder = new ConfigurationBuilder();
        if (File.Exists(path)) builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        else if (!optional) throw new ConfigException([$"{path}: the configuration file is not there; check --config"]);
        try
        {
            return builder.Build();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The innermost message has the line and the position.
            throw new ConfigException([$"{path}: {error.GetBaseException().Message}"]);
        }
    }

    private static KeyValuePair<string, string?> Split(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new ConfigException([$"--set {assignment}: must look like Section:Key=value"]);
        return new(assignment[..equals], assignment[(equals + 1)..]);
    }
}
