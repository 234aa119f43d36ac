namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What a scripted broker does with a CONNECT.</summary>
public sealed record ConnectReply
{
    private ConnectReply()
    {
    }

    /// <summary>Says nothing and waits.</summary>
    public static ConnectReply Silence { get; } = new();

    /// <summary>Closes the connection.</summary>
    public static ConnectReply Close { get; } = new() { Closes = true };

    internal byte Code { get; private init; }

    internal bool Answers { get; private init; }

    internal bool AsVersion4 { get; private init; }

    internal bool SessionPresent { get; private init; }

    internal bool Closes { get; private init; }

    internal byte[] Bytes { get; private init; } = [];

    internal MqttProperties Properties { get; private init; } = MqttProperties.None;

    /// <summary>Lets the client in; a 3.1.1 client sees no properties, but they bind it all the same.</summary>
    public static ConnectReply Accept(MqttProperties? properties = null, bool sessionPresent = false) =>
        new() { Answers = true, Properties = properties ?? MqttProperties.None, SessionPresent = sessionPresent };

    /// <summary>Refuses in the client's own version: a reason code of MQTT 5 (0x80 …) or a return code of 3.1.1 (1 … 5).</summary>
    public static ConnectReply Refuse(byte code, MqttProperties? properties = null) =>
        new() { Answers = true, Code = code, Closes = true, Properties = properties ?? MqttProperties.None };

    /// <summary>Refuses as a broker that knows 3.1.1 only, whatever the client speaks.</summary>
    public static ConnectReply RefuseAsVersion4(byte code = 1) => new() { Answers = true, Code = code, Closes = true, AsVersion4 = true };

    /// <summary>Sends these bytes in place of a CONNACK.</summary>
    public static ConnectReply Garbage(params byte[] bytes) => new() { Bytes = bytes };
}
