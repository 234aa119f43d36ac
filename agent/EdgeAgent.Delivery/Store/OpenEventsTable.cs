using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The table <c>open_events</c>: events that have not closed. A power cut must not leave one open for ever, so the next start closes them.</summary>
internal static class OpenEventsTable
{
    /// <summary>Ids and last revisions; an event whose last revision is gone is left out.</summary>
    public static IReadOnlyList<(string Id, byte[] Payload)> Read(SqliteConnection connection, string store)
    {
        var events = new List<(string, byte[])>();
        using var last = connection.Prepare(MessageTables.Select(StoredMessage.Columns, "sequence = ?1"));
        using var rows = connection.Prepare("SELECT event_id, sequence, payload FROM open_events");
        while (rows.Step())
        {
            byte[]? payload = null;
            if (!rows.IsNull(2)) payload = rows.Blob(2).ToArray();
            else
            {
                last.Bind(1, rows.Int64(1));
                if (last.Step()) payload = StoredMessage.Read(last, store)?.Payload.ToArray();
                last.Reset();
            }

            if (payload is not null) events.Add((rows.Text(0) ?? "", payload));
        }

        return events;
    }

    /// <summary>Forgets all of them.</summary>
    public static void Clear(SqliteConnection connection) => connection.Execute("DELETE FROM open_events");

    /// <summary>A revision under a higher number; unchanged when it can't be read.</summary>
    public static byte[] Raised(byte[] payload, int by)
    {
        if (by == 0) return payload;
        try
        {
            return JsonSerializer.Deserialize(payload, EventJson.Default.DetectionEvent) is { } last
                ? JsonSerializer.SerializeToUtf8Bytes(last with { Revision = last.Revision + by }, EventJson.Default.DetectionEvent)
                : payload;
        }
        catch (JsonException)
        {
            return payload;
        }
    }

    /// <summary>The revision that closes an event after its last one; null when that can't be read.</summary>
    public static DetectionEvent? Interrupted(byte[] payload)
    {
        try
        {
            var last = JsonSerializer.Deserialize(payload, EventJson.Default.DetectionEvent);
            // Of objects none is followed any more.
            return last is null ? null : last with { Revision = last.Revision + 1, State = EventState.Close, Reason = "interrupted", Sequence = null, StoreId = null, Traceparent = null, Track = last.Track is { } track ? track with { Alike = 0 } : null };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
