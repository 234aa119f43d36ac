using EdgeAgent.Configuration;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Hosting;

/// <summary>Where this box keeps its models.</summary>
internal static class Shelves
{
    /// <summary>Folder of everything that is installed.</summary>
    public static string Installed(AgentSettings settings) => Path.Combine(settings.StateDirectory, "models");

    /// <summary>The installed and the shipped versions.</summary>
    /// <param name="settings">Where they are.</param>
    /// <param name="warn">Told when what should be used can't be.</param>
    public static ModelShelf Open(AgentSettings settings, Action<string>? warn = null) => new(Installed(settings), settings.Repository, warn);
}
