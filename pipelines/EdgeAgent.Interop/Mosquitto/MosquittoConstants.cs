namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Numbers from mosquitto.h (errors, options, log levels) and mqtt_protocol.h (properties).</summary>
internal static class MosquittoConstants
{
    public const int Success = 0;
    public const int OutOfMemory = 1;
    public const int ProtocolError = 2;
    public const int Invalid = 3;
    public const int NoConnection = 4;
    public const int ConnectionLost = 7;
    public const int TlsError = 8;
    public const int PayloadSize = 9;
    public const int NotSupported = 10;
    public const int SystemError = 14;
    public const int AddressError = 15;
    public const int MalformedUtf8 = 18;
    public const int KeepAlive = 19;
    public const int MalformedPacket = 21;
    public const int DuplicateProperty = 22;
    public const int TlsHandshake = 23;
    public const int QosNotSupported = 24;
    public const int OversizePacket = 25;

    public const int OptionProtocolVersion = 1;
    public const int OptionReceiveMaximum = 4;
    public const int OptionSendMaximum = 5;
    public const int OptionTcpNoDelay = 11;
    public const int OptionUseSystemCertificates = 13;

    public const int LogWarning = 4;
    public const int LogError = 8;

    public const int PayloadFormatIndicator = 1;
    public const int MessageExpiryInterval = 2;
    public const int ContentType = 3;
    public const int ResponseTopic = 8;
    public const int CorrelationData = 9;
    public const int SessionExpiryInterval = 17;
    public const int AssignedClientIdentifier = 18;
    public const int ServerKeepAlive = 19;
    public const int WillDelayInterval = 24;
    public const int ServerReference = 28;
    public const int ReasonString = 31;
    public const int ReceiveMaximum = 33;
    public const int TopicAliasMaximum = 34;
    public const int TopicAlias = 35;
    public const int MaximumQos = 36;
    public const int RetainAvailable = 37;
    public const int UserProperty = 38;
    public const int MaximumPacketSize = 39;
}
