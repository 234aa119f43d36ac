namespace EdgeAgent.Configuration;

/// <summary>Where the agent keeps what must survive a restart, when nobody says where.</summary>
internal static class StatePath
{
    /// <summary>systemd's state directory; else /var/lib/edge-agent for root, and the user's own state folder for everyone else.</summary>
    public static string Default
    {
        get
        {
            if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
            if (Environment.IsPrivilegedProcess) return "/var/lib/edge-agent";
            var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.Combine(state, "edge-agent");
        }
    }
}
