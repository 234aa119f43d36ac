namespace EdgeAgent.Control.Dial;

/// <summary>How the connection to the relay stands.</summary>
public enum DialPhase
{
    /// <summary>It is being made, for the first time or again.</summary>
    Connecting,

    /// <summary>The relay has taken it and callers can come.</summary>
    Connected,

    /// <summary>It could not be made, or broke; it is tried again after a pause.</summary>
    Waiting,
}
