using System.Runtime.CompilerServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Gives packets to a connected native client, from any thread, within the limits that the broker named. The gate keeps the native client alive during
/// a call. It may be taken while the library holds its callback lock, never the other way round: nothing below takes that lock, because the client is
/// "threaded" and so only queues what it is given.</summary>
[SkipLocalsInit]
internal sealed unsafe class ClientSender
{
    /// <summary>A packet's largest remaining length (MQTT 5 section 1.5.5).</summary>
    private const long LongestRemaining = 268_435_455;

    private readonly Lock _gate = new();
    private readonly MosquittoApi _api;
    private readonly SendWindow _window = new();
    private nint _client;
    private bool _speaksFive;
    private long _largestPacket;
    private int _highestQos;
    private int _highestAlias;
    private bool _retains;
    private int _queued;

    public ClientSender(MosquittoApi api) => _api = api;

    /// <summary>Publishes that are under way.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate) return _window.Count;
        }
    }

    /// <summary>Lets packets through.</summary>
    public void Open(nint client, bool speaksFive, MosquittoConnected limits)
    {
        lock (_gate)
        {
            _speaksFive = speaksFive;
            _largestPacket = limits.MaximumPacketSize ?? uint.MaxValue;
            _highestQos = limits.MaximumQos;
            _highestAlias = limits.TopicAliasMaximum;
            _retains = limits.RetainAvailable;
            _window.Size = limits.SendWindow;
            _client = client;
        }
    }

    /// <summary>Lets no more through; when this returns no call is under way.</summary>
    public void Close()
    {
        lock (_gate) _client = 0;
    }

    /// <summary>Publishes that were queued since the last question.</summary>
    public int TakeQueued() => Interlocked.Exchange(ref _queued, 0);

    /// <summary>Takes a settled publish out of the window.</summary>
    public void Settled(int messageId)
    {
        lock (_gate) _window.Settled(messageId);
    }

    /// <inheritdoc cref="MosquittoClient.Publish"/>
    public MosquittoSendResult Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain, MosquittoProperties? properties, out int messageId)
    {
        messageId = 0;
        if (topic.Contains((byte)0) || topic.Length > ushort.MaxValue || properties is { IsMalformed: true }) return MosquittoSendResult.Malformed;
        var list = properties?.Head ?? 0;
        using var text = new NativeText(topic, stackalloc byte[NativeText.StackBytes]);
        fixed (byte* topicBytes = text.Bytes, payloadBytes = payload)
        {
            lock (_gate)
            {
                if (_client == 0) return MosquittoSendResult.NotConnected;
                // The library would clear the retain flag in silence, and knows no limit for aliases.
                if (qos > _highestQos || (retain && !_retains) || (list != 0 && !_speaksFive) || properties?.TopicAlias > _highestAlias) return MosquittoSendResult.NotSupported;
                if (PacketLength(topic.Length, payload.Length, qos, properties?.EncodedLength ?? 0) > _largestPacket) return MosquittoSendResult.TooLarge;
                if (!_window.HasRoom) return MosquittoSendResult.WindowFull;
                int id = 0;
                var result = _api.Publish(_client, &id, topicBytes, payload.Length, payloadBytes, qos, retain ? (byte)1 : (byte)0, list);
                if (id != 0) _window.Numbered(id);
                if (result == MosquittoConstants.Success)
                {
                    _window.Opened(id);
                    messageId = id;
                    Interlocked.Increment(ref _queued);
                }

                GC.KeepAlive(properties);
                return Meaning(result);
            }
        }
    }

    /// <inheritdoc cref="MosquittoClient.Subscribe"/>
    public MosquittoSendResult Subscribe(string filter, int qos, out int messageId)
    {
        using var text = new NativeText(filter, stackalloc byte[NativeText.StackBytes]);
        messageId = 0;
        if (text.Text.Contains((byte)0)) return MosquittoSendResult.Malformed;
        fixed (byte* bytes = text.Bytes)
        {
            lock (_gate)
            {
                if (_client == 0) return MosquittoSendResult.NotConnected;
                int id = 0;
                return Numbered(_api.Subscribe(_client, &id, bytes, qos, 0, 0), id, out messageId);
            }
        }
    }

    /// <inheritdoc cref="MosquittoClient.Unsubscribe"/>
    public MosquittoSendResult Unsubscribe(string filter, out int messageId)
    {
        using var text = new NativeText(filter, stackalloc byte[NativeText.StackBytes]);
        messageId = 0;
        if (text.Text.Contains((byte)0)) return MosquittoSendResult.Malformed;
        fixed (byte* bytes = text.Bytes)
        {
            lock (_gate)
            {
                if (_client == 0) return MosquittoSendResult.NotConnected;
                int id = 0;
                return Numbered(_api.Unsubscribe(_client, &id, bytes, 0), id, out messageId);
            }
        }
    }

    private MosquittoSendResult Numbered(int result, int id, out int messageId)
    {
        if (id != 0) _window.Numbered(id);
        messageId = result == MosquittoConstants.Success ? id : 0;
        return Meaning(result);
    }

    /// <summary>The whole packet's length (sections 2.1.4 and 3.3). Checked here to the byte: libmosquitto's own checks differ from each other and from MQTT
    /// by up to four bytes, and where its second one refuses, the message stays in its list.</summary>
    private long PacketLength(int topic, int payload, int qos, int properties)
    {
        long remaining = 2L + topic + (qos > 0 ? 2 : 0) + payload;
        if (_speaksFive) remaining += Digits(properties) + properties;
        return remaining > LongestRemaining ? long.MaxValue : 1 + Digits(remaining) + remaining;
    }

    private static int Digits(long variableByteInteger) => variableByteInteger switch
    {
        < 128 => 1,
        < 16_384 => 2,
        < 2_097_152 => 3,
        _ => 4,
    };

    private static MosquittoSendResult Meaning(int result) => result switch
    {
        MosquittoConstants.Success => MosquittoSendResult.Sent,
        MosquittoConstants.Invalid or MosquittoConstants.MalformedUtf8 or MosquittoConstants.DuplicateProperty or MosquittoConstants.ProtocolError or MosquittoConstants.MalformedPacket => MosquittoSendResult.Malformed,
        MosquittoConstants.PayloadSize or MosquittoConstants.OversizePacket => MosquittoSendResult.TooLarge,
        MosquittoConstants.NotSupported or MosquittoConstants.QosNotSupported => MosquittoSendResult.NotSupported,
        MosquittoConstants.OutOfMemory => MosquittoSendResult.Failed,
        _ => MosquittoSendResult.NotConnected,
    };
}
