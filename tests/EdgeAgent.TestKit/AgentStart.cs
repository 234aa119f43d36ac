namespace EdgeAgent.TestKit;

/// <summary>How the agent's binary is started.</summary>
public sealed record AgentStart
{
    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>A command that starts it, such as <c>setpriv --reuid=65534</c>.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    /// <summary>What standard input holds.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Leaves standard input open behind its last byte, as a device does.</summary>
    public bool InputStaysOpen { get; init; }

    /// <summary>Environment variables over those of the test.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Working directory; null for the test's own.</summary>
    public string? Directory { get; init; }
}
