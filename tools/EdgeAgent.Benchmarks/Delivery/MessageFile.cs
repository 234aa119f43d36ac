using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>What the agent publishes for events, as a file for the peers: topic, number of user properties, these, length of the payload, payload; texts behind their length, numbers little-endian.</summary>
internal static class MessageFile
{
    /// <summary>Writes the file.</summary>
    /// <returns>Bytes of all payloads.</returns>
    public static async Task<long> WriteAsync(string path, IReadOnlyList<DetectionEvent> events, string folder)
    {
        var options = new EventStoreOptions { Directory = folder, Device = EventMaker.Device, QueueCapacity = events.Count };
        var store = EventStore.Open(options, TimeProvider.System, NullLogger<EventStore>.Instance);
        await using var closing = store.ConfigureAwait(false);
        foreach (var detection in events) store.Accept(detection);
        await store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        var profile = TopicProfiles.Create(new TopicNames("edge", EventMaker.Device), []);
        store.Outbox.Rewind();
        var bytes = 0L;
        using var file = File.Create(path);
        var publications = new List<Publication>();
        var buffer = new ArrayBufferWriter<byte>();
        while (store.Outbox.Take(Lane.Fifo, 1000) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                publications.Clear();
                profile.Compose(message, mqtt5: true, publications);
                Write(buffer, publications[0]);
                bytes += publications[0].Payload.Length;
            }

            file.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        return bytes;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, Publication publication)
    {
        Text(buffer, publication.Topic);
        Short(buffer, publication.UserProperties.Count);
        foreach (var (name, value) in publication.UserProperties)
        {
            Text(buffer, name);
            Text(buffer, value);
        }

        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(sizeof(int)), publication.Payload.Length);
        buffer.Advance(sizeof(int));
        buffer.Write(publication.Payload.Span);
    }

    private static void Text(ArrayBufferWriter<byte> buffer, string text)
    {
        Short(buffer, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, buffer);
    }

    private static void Short(ArrayBufferWriter<byte> buffer, int number)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(sizeof(ushort)), (ushort)number);
        buffer.Advance(sizeof(ushort));
    }
}
