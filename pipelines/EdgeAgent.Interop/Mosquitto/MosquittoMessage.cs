using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>A message of a subscription, in the library's memory: valid during <see cref="IMosquittoHandler.OnMessage"/> only.</summary>
public readonly unsafe ref struct MosquittoMessage
{
    private readonly NativeMessage* _message;
    private readonly nint _properties;

    internal MosquittoMessage(NativeMessage* message, nint properties)
    {
        _message = message;
        _properties = properties;
    }

    /// <summary>The topic name, UTF-8.</summary>
    public ReadOnlySpan<byte> Topic => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_message->Topic);

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload => new(_message->Payload, _message->PayloadLength);

    /// <summary>0, 1 or 2: how it was delivered to this client.</summary>
    public int Qos => _message->Qos;

    /// <summary>Whether it is one that the broker had kept.</summary>
    public bool Retain => _message->Retain != 0;

    /// <summary>The payload's media type; null when it is not given.</summary>
    public string? ReadContentType() => PropertyReader.Text(MosquittoApi.Instance, _properties, MosquittoConstants.ContentType);

    /// <summary>Where an answer is expected; null for nowhere.</summary>
    public string? ReadResponseTopic() => PropertyReader.Text(MosquittoApi.Instance, _properties, MosquittoConstants.ResponseTopic);

    /// <summary>What the answer has to carry; null for nothing.</summary>
    public byte[]? ReadCorrelationData() => PropertyReader.Bytes(MosquittoApi.Instance, _properties, MosquittoConstants.CorrelationData);

    /// <summary>Seconds that the message has left to live; null for ever.</summary>
    public uint? ReadMessageExpiry() => PropertyReader.Int32(MosquittoApi.Instance, _properties, MosquittoConstants.MessageExpiryInterval);

    /// <summary>Whether the sender says that the payload is UTF-8 text.</summary>
    public bool ReadPayloadIsText() => PropertyReader.Byte(MosquittoApi.Instance, _properties, MosquittoConstants.PayloadFormatIndicator, 0) == 1;

    /// <summary>The user properties in the order in which they were sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ReadUserProperties() => PropertyReader.UserProperties(MosquittoApi.Instance, _properties);
}
