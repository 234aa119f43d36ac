using System.Runtime.CompilerServices;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The MQTT 5 properties of a publish (section 3.3.2.3). Built once and used for many publishes, or emptied and built anew; nothing here allocates
/// managed memory. What MQTT cannot carry (a text that is no UTF-8, holds a control character or is longer than 65535 bytes; one property twice) makes the whole list malformed:
/// a publish with it is <see cref="MosquittoSendResult.Malformed"/>, so that no property is missing in silence. One thread at a time.</summary>
[SkipLocalsInit]
public sealed unsafe class MosquittoProperties : IDisposable
{
    private readonly MosquittoApi _api = MosquittoApi.Instance;
    private readonly SafePropertyList _list = new();

    /// <summary>An empty list.</summary>
    /// <exception cref="NativeLibraryException">libmosquitto is missing or does not fit.</exception>
    public MosquittoProperties()
    {
    }

    /// <summary>Bytes that the properties take in a packet, without the length before them.</summary>
    public int EncodedLength { get; private set; }

    /// <summary>Whether something that was added cannot be carried.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The topic alias; 0 for none.</summary>
    internal ushort TopicAlias { get; private set; }

    /// <summary>The native list; 0 when it is empty.</summary>
    internal nint Head => *_list.Cell;

    /// <summary>Empties the list for the next message.</summary>
    public void Clear()
    {
        if (*_list.Cell != 0) _list.Clear();
        (EncodedLength, IsMalformed, TopicAlias) = (0, false, 0);
    }

    /// <summary>Seconds that the broker keeps the message for subscribers who are away.</summary>
    /// <param name="seconds">0 for not at all.</param>
    public void SetMessageExpiry(uint seconds) =>
        Added(_api.AddInt32(_list.Cell, MosquittoConstants.MessageExpiryInterval, seconds), 5);

    /// <summary>The number that stands for the topic on this connection: given with a topic it is made, given with an empty topic it is used.</summary>
    /// <param name="alias">1 … <see cref="MosquittoConnected.TopicAliasMaximum"/>.</param>
    public void SetTopicAlias(ushort alias)
    {
        IsMalformed |= alias == 0;
        TopicAlias = alias;
        Added(_api.AddInt16(_list.Cell, MosquittoConstants.TopicAlias, alias), 3);
    }

    /// <summary>Says that the payload is UTF-8 text.</summary>
    public void SetPayloadIsText() => Added(_api.AddByte(_list.Cell, MosquittoConstants.PayloadFormatIndicator, 1), 2);

    /// <summary>The payload's media type.</summary>
    /// <param name="contentType">UTF-8, e.g. <c>application/json</c>.</param>
    public void SetContentType(ReadOnlySpan<byte> contentType) => AddText(MosquittoConstants.ContentType, contentType);

    /// <summary>Where an answer is expected.</summary>
    /// <param name="topic">UTF-8, a topic name.</param>
    public void SetResponseTopic(ReadOnlySpan<byte> topic) => AddText(MosquittoConstants.ResponseTopic, topic);

    /// <summary>What the answer has to carry.</summary>
    /// <param name="data">At most 65535 bytes.</param>
    public void SetCorrelationData(ReadOnlySpan<byte> data)
    {
        if (data.Length > ushort.MaxValue)
        {
            IsMalformed = true;
            return;
        }

        fixed (byte* bytes = data) Added(_api.AddBinary(_list.Cell, MosquittoConstants.CorrelationData, bytes, (ushort)data.Length), 3 + data.Length);
    }

    /// <summary>Adds a user property; a name may come more than once.</summary>
    /// <param name="name">UTF-8.</param>
    /// <param name="value">UTF-8.</param>
    public void AddUserProperty(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        using var nativeName = new NativeText(name, stackalloc byte[NativeText.StackBytes]);
        using var nativeValue = new NativeText(value, stackalloc byte[NativeText.StackBytes]);
        AddPair(nativeName, nativeValue);
    }

    /// <summary>Adds a user property; a name may come more than once.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public void AddUserProperty(string name, string value)
    {
        using var nativeName = new NativeText(name, stackalloc byte[NativeText.StackBytes]);
        using var nativeValue = new NativeText(value, stackalloc byte[NativeText.StackBytes]);
        AddPair(nativeName, nativeValue);
    }

    /// <summary>Frees the list.</summary>
    public void Dispose() => _list.Dispose();

    private void AddPair(in NativeText name, in NativeText value)
    {
        if (!IsText(name.Text) || !IsText(value.Text))
        {
            IsMalformed = true;
            return;
        }

        fixed (byte* nameBytes = name.Bytes, valueBytes = value.Bytes)
            Added(_api.AddStringPair(_list.Cell, MosquittoConstants.UserProperty, nameBytes, valueBytes), 5 + name.Length + value.Length);
    }

    private void AddText(int property, ReadOnlySpan<byte> text)
    {
        if (!IsText(text))
        {
            IsMalformed = true;
            return;
        }

        using var native = new NativeText(text, stackalloc byte[NativeText.StackBytes]);
        fixed (byte* bytes = native.Bytes) Added(_api.AddString(_list.Cell, property, bytes), 3 + text.Length);
    }

    private void Added(int result, int bytes)
    {
        // A property given twice shows when the list is sent.
        if (result == MosquittoConstants.Success) EncodedLength += bytes;
        else IsMalformed = true;
    }

    /// <summary>Asked here for every text: libmosquitto 2.0 forgets to check the value of a user property, and a broker ends the connection over it.</summary>
    private bool IsText(ReadOnlySpan<byte> text)
    {
        if (text.Length > ushort.MaxValue) return false;
        // Nearly all are plain ASCII, which needs no call.
        if (!text.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return true;
        fixed (byte* bytes = text) return bytes is null || _api.ValidateUtf8(bytes, text.Length) == MosquittoConstants.Success;
    }
}
