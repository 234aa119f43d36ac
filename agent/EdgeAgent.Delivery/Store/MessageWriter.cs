using System.Buffers;
using System.Text.Json;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Makes rows of records: numbers them and writes their JSON into one buffer that is used again. The row is valid until the next one.</summary>
internal sealed class MessageWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly EventText _events = new();
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
        if (record is DetectionEvent usual && _events.TryWrite(usual, store, sequence)) return StoredMessage.Of(usual, store, sequence, powered, _events.Written);
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        if (record is DetectionEvent detection)
        {
            JsonSerializer.Serialize(_json, detection with { Sequence = sequence, StoreId = store }, EventJson.Default.DetectionEvent);
            return StoredMessage.Of(detection, store, sequence, powered, _buffer.WrittenMemory);
        }

        var gap = (GapRecord)record with { Id = $"{store}-{sequence}", Sequence = sequence, StoreId = store, Device = _device };
        JsonSerializer.Serialize(_json, gap, EventJson.Default.GapRecord);
        return StoredMessage.Of(gap, store, sequence, powered, _buffer.WrittenMemory);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
