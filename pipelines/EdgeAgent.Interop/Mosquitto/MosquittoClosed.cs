namespace EdgeAgent.Interop.Mosquitto;

/// <summary>How a client's only connection ended. Whatever was not acknowledged by then was not delivered, as far as this client knows.</summary>
public sealed record MosquittoClosed
{
    /// <summary>The kind of end.</summary>
    public required MosquittoCloseCause Cause { get; init; }

    /// <summary>One sentence: the broker's address, what happened, and the remedy where there is one. Holds no secret.</summary>
    public required string Message { get; init; }

    /// <summary>The broker's reason code for <see cref="MosquittoCloseCause.Refused"/> and <see cref="MosquittoCloseCause.ServerDisconnected"/>, see <see cref="MqttReason"/>; else 0.</summary>
    public byte ReasonCode { get; init; }

    /// <summary>What the broker said to people; null for nothing.</summary>
    public string? ReasonString { get; init; }

    /// <summary>Another server that the broker refused in favour of; null for none.</summary>
    public string? ServerReference { get; init; }

    /// <summary>Whether the broker had accepted the connection before it ended.</summary>
    public bool WasConnected { get; init; }

    /// <summary>What the handler threw, for <see cref="MosquittoCloseCause.HandlerFault"/>.</summary>
    public Exception? Fault { get; init; }
}
