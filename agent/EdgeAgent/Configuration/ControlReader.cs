using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Configuration;

/// <summary>Reads the section Control.</summary>
internal static class ControlReader
{
    private const string SocketName = "control.sock";
    private const string HttpSocketName = "http.sock";
    private const string RuntimeDirectory = "/run/edge-agent";
    private const string None = "none";

    /// <summary>Reads the section.</summary>
    /// <param name="root">The whole configuration.</param>
    /// <param name="device">The box.</param>
    /// <param name="stateDirectory">Where the audit log is kept, and the socket when there is no runtime directory.</param>
    public static ControlOptions Read(ConfigSection root, string device, string stateDirectory)
    {
        var control = root.Section("Control");
        var socket = control.Text("Socket", null, "Unix socket for gRPC, for the owner and the group; none serves none.", "control.sock in $RUNTIME_DIRECTORY, /run/edge-agent where that may be written, or the state directory");
        var http = control.Text("HttpSocket", null, "Unix socket for HTTP, for the owner and the group; none serves none.", "http.sock beside the socket for gRPC, none where that is none");
        var grpc = socket is null ? Path.Combine(DefaultFolder(stateDirectory), SocketName) : socket == None ? null : Path.GetFullPath(socket);
        var options = new ControlOptions
        {
            Device = device,
            SocketIsDefault = socket is null,
            SocketPath = grpc,
            HttpSocketPath = http is null ? grpc is null ? null : Path.Combine(Path.GetDirectoryName(grpc)!, HttpSocketName) : http == None ? null : Path.GetFullPath(http),
            Listen = ReadListen(control, "Listen", "TCP ports for gRPC: https://ADDRESS:PORT (TLS, HTTP too; * for all addresses), or http://127.0.0.1:PORT for looking on this box only."),
            HttpListen = ReadListen(control, "HttpListen", "Plaintext TCP ports for HTTP on this box, for looking and inference only: http://127.0.0.1:PORT. Over TLS the https ports of Listen serve HTTP too."),
            Dial = ReadDial(control),
            CertificateFile = control.Text("CertificateFile", null, "PEM file of the box's certificate, or the name of a systemd credential."),
            KeyFile = control.Text("KeyFile", null, "PEM file of its private key, or the name of a systemd credential."),
            ClientCaFile = control.Text("ClientCaFile", null, "PEM file of the authorities whose client certificates are accepted."),
            TokenKeyFile = control.Text("TokenKeyFile", null, "File with the key of bearer tokens (edgectl pki key), or the name of a systemd credential."),
            Roles = ReadRoles(control),
            CallsPerSecond = control.Integer("CallsPerSecond", 100, 1, 100_000, "Calls a second that one identity may make over TCP."),
            Uploads = control.Integer("Uploads", 2, 1, 100, "Uploads that one identity may have under way at once."),
            ReplayRoots = ReadRoots(control, stateDirectory),
            AuditDirectory = Path.Combine(stateDirectory, "audit"),
        };
        if (options.Listen.Any(address => address.Secure) && (options.CertificateFile is null || options.KeyFile is null))
            control.Problem("Listen", "has an https address, which needs CertificateFile and KeyFile; issue them with edgectl pki issue");
        if (options.HttpListen.Any(address => address.Secure)) control.Problem("HttpListen", "has an https address; put that into Listen, where it serves HTTP too");
        if (options.Dial is not null && (options.CertificateFile is null || options.KeyFile is null))
            control.Problem("Dial", "needs CertificateFile and KeyFile; issue them with edgectl pki issue");
        return InferenceReader.Limit(root, options);
    }

    private static IReadOnlyList<string> ReadRoots(ConfigSection control, string stateDirectory)
    {
        var roots = control.Texts("ReplayRoots", "Folders whose recordings may be replayed from afar (edgectl replay); nothing outside of them. Empty: recordings in the state directory.");
        foreach (var root in roots.Where(root => !Path.IsPathFullyQualified(root) || Path.GetFullPath(root) == "/")) control.Problem("ReplayRoots", $"'{root}' is not the absolute path of a folder of recordings");
        return roots.Count > 0 ? roots : [Path.Combine(stateDirectory, "recordings")];
    }

    private static DialOptions? ReadDial(ConfigSection control)
    {
        var relay = control.Text("Dial", null, "Relay that the agent calls to be reached through it: relay://HOST:PORT (edgectl relay). Needs CertificateFile and KeyFile, for this box's name.");
        var ca = control.Text("DialCaFile", null, "PEM file of the authorities of the relay's certificate.", "those of ClientCaFile");
        var keepAlive = control.Integer("DialKeepAliveSeconds", 60, 5, 3600, "Seconds between signs of life of the waiting connection to the relay, so that a carrier's NAT keeps it open.");
        var connections = control.Integer("DialConnections", 8, 2, 64, "Connections to the relay at once, the waiting one included; each caller takes one.");
        if (relay is null) return null;
        if (RelayAddress.TryParse(relay, out var address) && address.Device is null)
            return new DialOptions(address) { CaFile = ca, KeepAlive = TimeSpan.FromSeconds(keepAlive), Connections = connections };
        control.Problem("Dial", $"'{relay}' is not relay://HOST:PORT");
        return null;
    }

    private static List<ControlAddress> ReadListen(ConfigSection control, string key, string description)
    {
        var addresses = new List<ControlAddress>();
        foreach (var text in control.Texts(key, description))
        {
            if (ControlAddress.TryParse(text, out var address, out var problem)) addresses.Add(address);
            else control.Problem(key, problem);
        }

        return addresses;
    }

    private static RoleMap ReadRoles(ConfigSection control)
    {
        var (entries, problems) = (control.Texts("Roles", "Roles of client certificates: NAME=ROLE with a DNS, e-mail or URI name of the certificate (* at its end for all that begin so) and viewer, infer, operator, publisher or admin. Empty: the names that edgectl pki issue writes."), new List<string>());
        var map = RoleMap.Parse(entries.Count > 0 ? entries : RoleMap.Default, problems);
        foreach (var problem in problems) control.Problem("Roles", problem);
        return map;
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
