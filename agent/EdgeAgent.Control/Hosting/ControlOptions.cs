using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Security;

namespace EdgeAgent.Control.Hosting;

/// <summary>Where the agent can be driven from, and by whom.</summary>
public sealed record ControlOptions
{
    /// <summary>Name of the box: bearer tokens are for one box.</summary>
    public string Device { get; init; } = "";

    /// <summary>Path of the Unix socket for gRPC; null serves none. Made with mode 0660.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Whether nobody asked for this very socket, so that the agent goes on without it where it can't be made.</summary>
    public bool SocketIsDefault { get; init; }

    /// <summary>Path of the Unix socket for HTTP; null serves none. Made with mode 0660.</summary>
    public string? HttpSocketPath { get; init; }

    /// <summary>TCP ports; none by default.</summary>
    public IReadOnlyList<ControlAddress> Listen { get; init; } = [];

    /// <summary>Plaintext TCP ports for HTTP, on loopback; none by default.</summary>
    public IReadOnlyList<ControlAddress> HttpListen { get; init; } = [];

    /// <summary>The relay that the agent calls to be reached through it; null for none. Needs the box's certificate.</summary>
    public DialOptions? Dial { get; init; }

    /// <summary>PEM file of the box's certificate (a path, or a name in <c>$CREDENTIALS_DIRECTORY</c>); null without TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its private key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities whose certificates callers may show; null accepts none.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>File with the key of bearer tokens; null accepts none.</summary>
    public string? TokenKeyFile { get; init; }

    /// <summary>Which names of certificates have which role.</summary>
    public RoleMap Roles { get; init; } = RoleMap.Parse(RoleMap.Default, []);

    /// <summary>Calls a second that one identity may make; the box's own users are not limited.</summary>
    public int CallsPerSecond { get; init; } = 100;

    /// <summary>Uploads that one identity may have under way at once.</summary>
    public int Uploads { get; init; } = 2;

    /// <summary>Requests for models that may be in the box at once, from before their first byte to behind their last.</summary>
    public int InferenceQueue { get; init; } = 8;

    /// <summary>Bytes of a request with tensors at most.</summary>
    public int MaxRequestBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of a file for a model at most.</summary>
    public long MaxFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Folders whose recordings may be replayed from afar.</summary>
    public IReadOnlyList<string> ReplayRoots { get; init; } = [];

    /// <summary>Folder of the audit log; null keeps none (tests).</summary>
    public string? AuditDirectory { get; init; }
}
