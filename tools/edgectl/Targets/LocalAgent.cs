using EdgeAgent.Edgectl.Commands;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The agent on this machine.</summary>
internal static class LocalAgent
{
    /// <summary>Address of the first socket that is there.</summary>
    /// <exception cref="EdgectlException">None is.</exception>
    public static string Find()
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        string[] places = ["/run/edge-agent/control.sock", "/var/lib/edge-agent/control.sock", Path.Combine(state, "edge-agent", "control.sock")];
        return places.FirstOrDefault(File.Exists) is { } found
            ? "unix:" + found
            : throw new EdgectlException($"no agent runs on this machine (looked for {string.Join(", ", places)}); start it, or name a box with --target or a context", ExitCode.Usage);
    }
}
