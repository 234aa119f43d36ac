namespace EdgeAgent.Delivery.Outbox;

/// <summary>What a message says; stored as its number.</summary>
public enum MessageKind
{
    /// <summary>An event has opened.</summary>
    Open = 1,

    /// <summary>An event goes on. The first to go when bytes or disk are short.</summary>
    Update = 2,

    /// <summary>An event has closed.</summary>
    Close = 3,

    /// <summary>A declared loss of input or of messages.</summary>
    Gap = 4,
}
