using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Makes rows of records: numbers them and writes their JSON into one buffer that is used again. The row is valid until the next one. A record is an <see cref="EventDraft"/>, a <see cref="DetectionEvent"/> or a <see cref="GapRecord"/>.</summary>
internal sealed class MessageWriter : IDisposable
{
    // Room for the names, a number of 19 digits, quotes and commas around a store's id.
    private const int PlaceBytes = 64;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly string _device;

    /// <param name="device">The box, for gap records.</param>
    public MessageWriter(string device)
    {
        _device = device;
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>The row of an event or gap record under a number.</summary>
    public StoredMessage Write(object record, string store, long sequence, long powered)
    {
        _buffer.ResetWrittenCount();
        if (record is EventDraft { Text: { } text } draft)
        {
            Place(text, draft.Place, store, sequence);
            return StoredMessage.Of(draft.Event, store, sequence, powered, _buffer.WrittenMemory);
        }

        _json.Reset(_buffer);
        if (record is EventDraft unusual) record = unusual.Event;
        if (record is DetectionEvent detection)
        {
            JsonSerializer.Serialize(_json, detection with { Sequence = sequence, StoreId = store, Traceparent = detection.Traceparent ?? EventTrace.Of(detection.Id, detection.Revision) }, EventJson.Default.DetectionEvent);
            return StoredMessage.Of(detection, store, sequence, powered, _buffer.WrittenMemory);
        }

        var gap = (GapRecord)record with { Id = $"{store}-{sequence}", Sequence = sequence, StoreId = store, Device = _device };
        JsonSerializer.Serialize(_json, gap, EventJson.Default.GapRecord);
        return StoredMessage.Of(gap, store, sequence, powered, _buffer.WrittenMemory);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    // The draft with its place in the store in it.
    private void Place(ReadOnlySpan<byte> text, int at, string store, long sequence)
    {
        var into = _buffer.GetSpan(text.Length + store.Length + PlaceBytes);
        text[..at].CopyTo(into);
        var length = at;
        Add(into, ",\"sequence\":"u8, ref length);
        sequence.TryFormat(into[length..], out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        Add(into, ",\"storeId\":\""u8, ref length);
        length += Encoding.ASCII.GetBytes(store, into[length..]);
        Add(into, "\""u8, ref length);
        Add(into, text[at..], ref length);
        _buffer.Advance(length);
    }

    private static void Add(Span<byte> into, ReadOnlySpan<byte> bytes, ref int length)
    {
        bytes.CopyTo(into[length..]);
        length += bytes.Length;
    }
}
