using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>Lays the configuration's layers over each other, later ones winning:
/// the shipped appsettings.json, the box's, the file named on the command line, the environment, single keys from the command line.</summary>
internal static class ConfigLoader
{
    /// <summary>The box's own file.</summary>
    public const string SystemFile = "/etc/edge-agent/appsettings.json";

    private const string EnvironmentPrefix = "EDGEAGENT__";

    /// <summary>Loads all layers.</summary>
    /// <param name="file">File named on the command line, or null.</param>
    /// <param name="assignments">Texts <c>Section:Key=value</c>.</param>
    /// <exception cref="ConfigException">A file is missing or no JSON, or an assignment has no '='.</exception>
    public static IConfiguration Load(string? file, IReadOnlyList<string> assignments)
    {
        var builder = new ConfigurationBuilder();
        AddFile(builder, Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        AddFile(builder, SystemFile, optional: true);
        if (file is not null) AddFile(builder, Path.GetFullPath(file), optional: false);
        builder.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddInMemoryCollection(assignments.Select(Split));
        try
        {
            return builder.Build();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // The innermost message has the line and the position.
            var detail = error.GetBaseException().Message;
            throw new ConfigException([error.Message == detail ? detail : $"{error.Message.TrimEnd('.')}: {detail}"]);
        }
    }

    private static void AddFile(ConfigurationBuilder builder, string path, bool optional)
    {
        if (!File.Exists(path))
        {
            if (!optional) throw new ConfigException([$"{path}: the configuration file is not there; check --config"]);
            return;
        }

        builder.AddJsonFile(path, optional: false, reloadOnChange: false);
    }

    private static KeyValuePair<string, string?> Split(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new ConfigException([$"--set {assignment}: must look like Section:Key=value"]);
        return new(assignment[..equals], assignment[(equals + 1)..]);
    }
}
