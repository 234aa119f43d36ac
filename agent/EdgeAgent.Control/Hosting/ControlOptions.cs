namespace EdgeAgent.Control.Hosting;

/// <summary>Where the agent can be driven from.</summary>
public sealed record ControlOptions
{
    /// <summary>Path of the Unix socket for gRPC; null serves none. Made with mode 0660.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Whether nobody asked for this very socket, so that the agent goes on without it where it can't be made.</summary>
    public bool SocketIsDefault { get; init; }
}
