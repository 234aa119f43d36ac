namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What speaks against one packet.</summary>
internal sealed class Suspicion
{
    private long? _messages;

    /// <summary>Ends with it alone.</summary>
    public int Ends { get; private set; }

    /// <summary>Those of them for which the server blamed what it was sent.</summary>
    public int Blames { get; private set; }

    /// <summary>The server's last such reason.</summary>
    public byte Reason { get; private set; }

    /// <summary>Whether another message got through between two such ends: so it is neither the link, nor a server that takes nothing.</summary>
    public bool OthersPass { get; private set; }

    /// <summary>How often the wait for the next try has doubled.</summary>
    public int Doublings { get; private set; }

    /// <summary>When it may be tried again.</summary>
    public long NotBefore { get; set; }

    /// <summary>One more end with it alone.</summary>
    /// <param name="kind">Whether the server blamed it.</param>
    /// <param name="reason">Its reason.</param>
    /// <param name="messages">Messages that were answered so far.</param>
    public void Strike(EndKind kind, byte reason, long messages)
    {
        Ends++;
        if (kind == EndKind.Blaming) (Blames, Reason) = (Blames + 1, reason);
        var passed = _messages is { } before && messages > before;
        OthersPass |= passed;
        // A link that is down must not put things off for long after it is back.
        if (passed || kind == EndKind.Blaming) Doublings++;
        _messages = messages;
    }
}
