using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Configuration;

/// <summary>Reads the section Control.</summary>
internal static class ControlReader
{
    private const string SocketName = "control.sock";
    private const string RuntimeDirectory = "/run/edge-agent";
    private const string None = "none";

    /// <summary>Reads the section.</summary>
    /// <param name="root">The whole configuration.</param>
    /// <param name="stateDirectory">Where the socket goes when there is no runtime directory.</param>
    public static ControlOptions Read(ConfigSection root, string stateDirectory)
    {
        var control = root.Section("Control");
        var socket = control.Text("Socket", null, "Unix socket for gRPC, for the owner and the group; none serves none.", "control.sock in $RUNTIME_DIRECTORY, /run/edge-agent where that may be written, or the state directory");
        return new ControlOptions
        {
            SocketIsDefault = socket is null,
            SocketPath = socket is null ? Path.Combine(DefaultFolder(stateDirectory), SocketName) : socket == None ? null : Path.GetFullPath(socket),
        };
    }

    private static string DefaultFolder(string stateDirectory)
    {
        if (Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY") is { Length: > 0 } given) return given.Split(':')[0];
        return IsWritable(RuntimeDirectory) ? RuntimeDirectory : stateDirectory;
    }

    // Only a file that was made tells it for sure: modes, groups, capabilities and read-only mounts all have a say.
    private static bool IsWritable(string folder)
    {
        if (!Directory.Exists(folder)) return false;
        try
        {
            using var probe = new FileStream(Path.Combine(folder, $".probe-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
