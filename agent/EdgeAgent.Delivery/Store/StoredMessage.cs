using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>A message as a row: what the tables <c>events</c>, <c>updates</c>, <c>gaps</c> and <c>aside</c> hold of it, in the order of <see cref="Columns"/>.</summary>
internal sealed record StoredMessage
{
    /// <summary>The columns that <see cref="Read"/> expects, in its order.</summary>
    public const string Columns = "sequence, kind, pipeline, label, event_id, revision, time_ms, peak, powered, payload, crc";

    /// <summary>The store that numbered it.</summary>
    public required string Store { get; init; }

    /// <summary>Its number; 0 before it has one.</summary>
    public long Sequence { get; init; }

    /// <summary>What it says.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The label, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Event id or gap record id.</summary>
    public required string Id { get; init; }

    /// <summary>Revision; 0 for gap records.</summary>
    public int Revision { get; init; }

    /// <summary>UTC in milliseconds since 1970 of the offset so far or the gap's end, or null.</summary>
    public long? TimeMs { get; init; }

    /// <summary>Peak score.</summary>
    public double Peak { get; init; }

    /// <summary>Powered seconds when it was accepted.</summary>
    public long Powered { get; init; }

    /// <summary>The JSON document.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Whether the message is a revision of an event.</summary>
    public bool IsEvent => Kind is not MessageKind.Gap;

    /// <summary>An event's columns.</summary>
    public static StoredMessage Of(DetectionEvent detection, string store, long sequence, long powered, ReadOnlyMemory<byte> payload) => new()
    {
        Store = store, Sequence = sequence, Powered = powered, Payload = payload,
        Kind = detection.State switch { EventState.Open => MessageKind.Open, EventState.Update => MessageKind.Update, _ => MessageKind.Close },
        Pipeline = detection.Pipeline, Label = detection.Label, Id = detection.Id, Revision = detection.Revision,
        TimeMs = (detection.State is EventState.Open ? detection.Onset ?? detection.Offset : detection.Offset ?? detection.Onset)?.ToUnixTimeMilliseconds(),
        Peak = detection.Score.Peak,
    };

    /// <summary>A gap record's columns.</summary>
    public static StoredMessage Of(GapRecord gap, string store, long sequence, long powered, ReadOnlyMemory<byte> payload) => new()
    {
        Store = store, Sequence = sequence, Powered = powered, Payload = payload,
        Kind = MessageKind.Gap, Pipeline = gap.Pipeline, Label = gap.Label, Id = gap.Id ?? "",
        TimeMs = (gap.To ?? gap.From)?.ToUnixTimeMilliseconds(),
    };

    /// <summary>Reads the present row; null when it does not carry its own check, so that nothing in it can be believed.</summary>
    /// <param name="row">A row of <see cref="Columns"/>, from column <paramref name="at"/> on.</param>
    /// <param name="store">The store that numbered it.</param>
    /// <param name="at">The first of the columns.</param>
    public static StoredMessage? Read(SqliteStatement row, string store, int at = 0)
    {
        var kind = row.Int64(at + 1);
        var revision = row.Int64(at + 5);
        if (kind is < 1 or > 4 || revision is < 0 or > int.MaxValue || row.IsNull(at + 2) || row.IsNull(at + 4)) return null;
        var message = new StoredMessage
        {
            Store = store, Sequence = row.Int64(at), Kind = (MessageKind)kind, Pipeline = row.Text(at + 2)!, Label = row.Text(at + 3), Id = row.Text(at + 4)!,
            Revision = (int)revision, TimeMs = row.IsNull(at + 6) ? null : row.Int64(at + 6), Peak = row.Double(at + 7), Powered = row.Int64(at + 8),
            Payload = row.Blob(at + 9).ToArray(),
        };
        return message.Check() == row.Int64(at + 10) ? message : null;
    }

    /// <summary>Binds all columns, from parameter <paramref name="at"/> on.</summary>
    public void Bind(SqliteStatement statement, int at = 1)
    {
        using var row = statement.Binder();
        row.Bind(at, Sequence);
        row.Bind(at + 1, (long)Kind);
        row.Bind(at + 2, Pipeline);
        row.Bind(at + 3, Label);
        row.Bind(at + 4, Id);
        row.Bind(at + 5, (long)Revision);
        if (TimeMs is { } time) row.Bind(at + 6, time);
        else row.BindNull(at + 6);
        row.Bind(at + 7, Peak);
        row.Bind(at + 8, Powered);
        row.Bind(at + 9, Payload.Span);
        row.Bind(at + 10, Check());
    }

    /// <summary>The check over all columns and the store's id.</summary>
    private long Check()
    {
        var check = new RowCheck();
        check.Add(Store);
        check.Add(Sequence);
        check.Add((long)Kind);
        check.Add(Pipeline);
        check.Add(Label);
        check.Add(Id);
        check.Add((long)Revision);
        check.Add(TimeMs);
        check.Add(Peak);
        check.Add(Powered);
        check.Add(Payload.Span);
        return check.Value;
    }
}
