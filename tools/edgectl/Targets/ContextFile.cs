using System.Text.Json;
using EdgeAgent.Control.Pki;
using EdgeAgent.Edgectl.Commands;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The file of contexts: <c>$EDGECTL_CONFIG</c>, else <c>edgectl/contexts.json</c> in the user's configuration folder. Mode 0600.</summary>
internal static class ContextFile
{
    /// <summary>Where it is.</summary>
    public static string Location { get; } =
        Environment.GetEnvironmentVariable("EDGECTL_CONFIG") is { Length: > 0 } given ? given
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "edgectl", "contexts.json");

    /// <summary>Reads it; without a file there are no contexts.</summary>
    /// <exception cref="EdgectlException">It can't be read.</exception>
    public static ContextList Read()
    {
        if (!File.Exists(Location)) return new ContextList();
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Location), ContextJson.Default.ContextList) ?? new ContextList();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EdgectlException($"{Location} can't be read: {error.Message}", ExitCode.Configuration);
        }
    }

    /// <summary>Writes it.</summary>
    public static void Write(ContextList contexts) => PrivateFile.ReplaceSecret(Location, JsonSerializer.SerializeToUtf8Bytes(contexts, ContextJson.Default.ContextList));
}
