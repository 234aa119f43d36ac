using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics.Compatibility;

/// <summary>
/// What subscribers of Frigate expect, the pipeline in the place of the camera: <c>frigate/events</c> with <c>type</c> new, update or end and the object <c>before</c> and <c>after</c>;
/// <c>frigate/{camera}/{label}</c> with the number of objects; <c>frigate/{camera}/audio/{label}</c> with ON or OFF.
/// </summary>
/// <remarks>
/// Each message is made from one revision alone, so that a resend is the same: <c>before</c> is <c>after</c> while it had not ended, and at <c>new</c> still a false positive without a score, as Frigate makes it.
/// A label of sound has at most one open event in a pipeline, so the number is 1 or 0, and boxes, regions and zones are empty. Of objects that are followed each has an id of its own,
/// and the number is that of its label after the revision. Boxes are corners in whole pixels (left, top, right, bottom), the region is the whole picture, and a way is in parts of the picture, each place with its time.
/// <c>frigate/available</c> is not served: a connection has one will, and that tells the agent's own status.
/// </remarks>
/// <param name="prefix">First levels of its topics.</param>
internal sealed class FrigateProfile(string prefix) : ITopicProfile
{
    /// <summary>Its name in the configuration.</summary>
    public const string Name = "frigate";

    /// <summary>Frigate's own default.</summary>
    public const string DefaultPrefix = "frigate";

    /// <inheritdoc/>
    public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (EventDocument.Read(message) is not { } detection) return;
        var camera = $"{prefix}/{TopicLevel.Escape(message.Pipeline)}";
        var label = TopicLevel.Escape(detection.Label);
        // A short event may be a single close: its subscribers still see it begin.
        if (detection.Revision == 0) Add(into, camera, label, detection, EventState.Open);
        if (detection.Revision > 0 || detection.State == EventState.Close) Add(into, camera, label, detection, detection.State);
    }

    private void Add(IList<Publication> into, string camera, string label, DetectionEvent detection, EventState state)
    {
        into.Add(new Publication($"{prefix}/events", Document(detection, state), "application/json", Retain: false, Qos: 1, []));
        if (state == EventState.Update) return;
        var open = state == EventState.Open;
        if (detection.Track is { } track)
        {
            into.Add(Word(TopicNames.Checked($"{camera}/{label}"), track.Alike.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        into.Add(Word(TopicNames.Checked($"{camera}/{label}"), open ? "1" : "0"));
        into.Add(Word(TopicNames.Checked($"{camera}/audio/{label}"), open ? "ON" : "OFF"));
    }

    private static Publication Word(string topic, string word) => new(topic, Encoding.ASCII.GetBytes(word), "text/plain", Retain: false, Qos: 1, []);

    private static ReadOnlyMemory<byte> Document(DetectionEvent detection, EventState state)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type"u8, state switch { EventState.Open => "new", EventState.Update => "update", _ => "end" });
        json.WritePropertyName("before"u8);
        WriteObject(json, detection, isNew: state == EventState.Open, ended: false);
        json.WritePropertyName("after"u8);
        WriteObject(json, detection, isNew: false, ended: state == EventState.Close);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteObject(Utf8JsonWriter json, DetectionEvent detection, bool isNew, bool ended)
    {
        var start = Seconds(detection.Onset, detection.Stream.First, detection.Stream.Rate);
        var now = Seconds(detection.Offset, detection.Stream.Last, detection.Stream.Rate);
        json.WriteStartObject();
        json.WriteString("id"u8, FormattableString.Invariant($"{start}-{detection.Id[..Math.Min(6, detection.Id.Length)]}"));
        json.WriteString("camera"u8, detection.Pipeline);
        json.WriteNumber("frame_time"u8, now);
        WriteSnapshot(json, detection, start);
        json.WriteString("label"u8, detection.Label);
        json.WriteNull("sub_label"u8);
        json.WriteNumber("top_score"u8, isNew ? 0 : detection.Score.Peak);
        json.WriteBoolean("false_positive"u8, isNew);
        json.WriteNumber("start_time"u8, start);
        if (ended) json.WriteNumber("end_time"u8, now);
        else json.WriteNull("end_time"u8);
        json.WriteNumber("score"u8, detection.Score.Mean);
        json.WriteNumber("computed_score"u8, isNew ? 0 : detection.Score.Mean);
        WritePlace(json, detection.Box, detection.Track);
        json.WriteBoolean("active"u8, detection.Track is not { Stationary: true });
        json.WriteBoolean("stationary"u8, detection.Track is { Stationary: true });
        json.WriteNumber("motionless_count"u8, 0);
        json.WriteNumber("position_changes"u8, 0);
        WriteTexts(json, "current_zones"u8, detection.Track?.Zones);
        WriteTexts(json, "entered_zones"u8, detection.Track?.Entered);
        json.WriteNull("thumbnail"u8);
        json.WriteBoolean("has_clip"u8, Has(detection, "clip"));
        json.WriteBoolean("has_snapshot"u8, Has(detection, "snapshot"));
        json.WriteStartObject("attributes"u8);
        json.WriteEndObject();
        WriteTexts(json, "current_attributes"u8, null);
        json.WriteBoolean("pending_loitering"u8, false);
        json.WriteString("max_severity"u8, "detection");
        json.WriteNumber("current_estimated_speed"u8, 0);
        json.WriteNumber("average_estimated_speed"u8, 0);
        json.WriteNumber("velocity_angle"u8, 0);
        WritePath(json, detection, start);
        json.WriteNull("recognized_license_plate"u8);
        json.WriteEndObject();
    }

    // Where an object was last, with what Frigate makes of a box.
    private static void WritePlace(Utf8JsonWriter json, EventBox? box, EventTrack? track)
    {
        var (width, height) = SizeOf(box);
        WriteCorners(json, "box"u8, box);
        json.WriteNumber("area"u8, width * height);
        json.WriteNumber("ratio"u8, height == 0 ? 0 : Math.Round((decimal)width / height, 2));
        WriteCorners(json, "region"u8, track is null ? null : new EventBox(0, 0, track.ImageWidth, track.ImageHeight));
    }

    private static void WriteSnapshot(Utf8JsonWriter json, DetectionEvent detection, decimal start)
    {
        if (detection.Track is not { } track)
        {
            json.WriteNull("snapshot"u8);
            return;
        }

        json.WriteStartObject("snapshot"u8);
        json.WriteNumber("frame_time"u8, TimeOf(detection, start, track.Best.At));
        WriteCorners(json, "box"u8, track.Best.Box);
        var (width, height) = SizeOf(track.Best.Box);
        json.WriteNumber("area"u8, width * height);
        WriteCorners(json, "region"u8, new EventBox(0, 0, track.ImageWidth, track.ImageHeight));
        json.WriteNumber("score"u8, track.Best.Score);
        WriteTexts(json, "attributes"u8, null);
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, DetectionEvent detection, decimal start)
    {
        json.WriteStartArray("path_data"u8);
        foreach (var step in detection.Track?.Path ?? [])
        {
            json.WriteStartArray();
            json.WriteStartArray();
            json.WriteNumberValue(decimal.Round((decimal)step.X / detection.Track!.ImageWidth, 4));
            json.WriteNumberValue(decimal.Round((decimal)step.Y / detection.Track.ImageHeight, 4));
            json.WriteEndArray();
            json.WriteNumberValue(TimeOf(detection, start, step.At));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteCorners(Utf8JsonWriter json, ReadOnlySpan<byte> name, EventBox? box)
    {
        json.WriteStartArray(name);
        foreach (var edge in (ReadOnlySpan<double>)[box?.X ?? 0, box?.Y ?? 0, box?.X + box?.Width ?? 0, box?.Y + box?.Height ?? 0]) json.WriteNumberValue(Whole(edge));
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts ?? []) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static bool Has(DetectionEvent detection, string kind) => detection.Media?.Any(m => m.Kind == kind) ?? false;

    // Between the corners that are told.
    private static (int Width, int Height) SizeOf(EventBox? box) =>
        box is null ? (0, 0) : (Whole(box.X + box.Width) - Whole(box.X), Whole(box.Y + box.Height) - Whole(box.Y));

    private static int Whole(double pixels) => (int)Math.Round(pixels);

    // The event's own length says how long a frame lasts.
    private static decimal TimeOf(DetectionEvent detection, decimal start, long position)
    {
        var frames = detection.Stream.Last - detection.Stream.First;
        return frames <= 0 ? start : decimal.Round(start + ((position - detection.Stream.First) * (decimal)detection.DurationSeconds / frames), 3);
    }

    // Unix seconds, to the millisecond; a recording without UTC counts from its epoch's start.
    private static decimal Seconds(DateTimeOffset? time, long position, int rate) =>
        time is { } known ? known.ToUnixTimeMilliseconds() / 1000m : decimal.Round((decimal)position / rate, 3);
}
