namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What a scripted broker does with a PUBLISH.</summary>
public sealed record PublishReply
{
    private PublishReply(PublishReplyKind kind) => Kind = kind;

    /// <summary>Takes it and never answers.</summary>
    public static PublishReply Nothing { get; } = new(PublishReplyKind.Nothing);

    /// <summary>Keeps the answer back until <see cref="ReleaseReversed"/> or <see cref="ScriptedBroker.ReleaseAsync"/>.</summary>
    public static PublishReply Hold { get; } = new(PublishReplyKind.Hold);

    /// <summary>Answers this one and then all that were kept back, the newest first: PUBACKs out of order.</summary>
    public static PublishReply ReleaseReversed { get; } = new(PublishReplyKind.ReleaseReversed);

    /// <summary>Closes the connection without a word.</summary>
    public static PublishReply Close { get; } = new(PublishReplyKind.Close);

    internal PublishReplyKind Kind { get; }

    internal byte Reason { get; private init; }

    internal MqttProperties Properties { get; private init; } = MqttProperties.None;

    internal byte[] Bytes { get; private init; } = [];

    /// <summary>PUBACK with a reason code; below 0x80 is success. A 3.1.1 client sees the PUBACK only.</summary>
    public static PublishReply Ack(byte reason = 0, MqttProperties? properties = null) =>
        new(PublishReplyKind.Ack) { Reason = reason, Properties = properties ?? MqttProperties.None };

    /// <summary>DISCONNECT with a reason code, then closes; a 3.1.1 client sees the close only.</summary>
    public static PublishReply Disconnect(byte reason, MqttProperties? properties = null) =>
        new(PublishReplyKind.Disconnect) { Reason = reason, Properties = properties ?? MqttProperties.None };

    /// <summary>Sends these bytes in place of a PUBACK.</summary>
    public static PublishReply Send(params byte[] bytes) => new(PublishReplyKind.Send) { Bytes = bytes };
}
