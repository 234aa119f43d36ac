namespace EdgeAgent.Configuration;

/// <summary>Relative paths of the configuration: from the working directory, else from where the agent is installed.</summary>
internal static class Paths
{
    /// <summary>The absolute path that is there, or the one from the working directory when neither is.</summary>
    public static string Find(string path)
    {
        var here = Path.GetFullPath(path);
        if (Path.IsPathRooted(path) || File.Exists(here) || Directory.Exists(here)) return here;
        var installed = Path.GetFullPath(path, AppContext.BaseDirectory);
        return File.Exists(installed) || Directory.Exists(installed) ? installed : here;
    }
}
