namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What happens to a connection at some byte of its way up.</summary>
public enum LinkFaultKind
{
    /// <summary>Cut exactly there.</summary>
    Cut,

    /// <summary>Half of the packet that holds the byte goes through, then the link is cut.</summary>
    CutInPacket,

    /// <summary>Nothing goes either way for a while.</summary>
    Stall,

    /// <summary>What the broker says from there on gets lost; after a while the link is cut.</summary>
    DropToClient,
}
