using System.Reflection;

namespace EdgeAgent.Hosting;

/// <summary>What this build is.</summary>
internal static class BuildInfo
{
    /// <summary>Version without the commit.</summary>
    public static string Version { get; } =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
