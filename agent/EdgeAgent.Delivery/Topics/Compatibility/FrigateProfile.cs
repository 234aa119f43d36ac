using System.Buffers;
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
/// A label has at most one open event in a pipeline, so the number of objects is 1 or 0. Boxes, regions and zones are empty for sound.
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
        json.WriteNull("snapshot"u8);
        json.WriteString("label"u8, detection.Label);
        json.WriteNull("sub_label"u8);
        json.WriteNumber("top_score"u8, isNew ? 0 : detection.Score.Peak);
        json.WriteBoolean("false_positive"u8, isNew);
        json.WriteNumber("start_time"u8, start);
        if (ended) json.WriteNumber("end_time"u8, now);
        else json.WriteNull("end_time"u8);
        json.WriteNumber("score"u8, detection.Score.Mean);
        json.WriteNumber("computed_score"u8, isNew ? 0 : detection.Score.Mean);
        WriteNumbers(json, "box"u8, 4);
        json.WriteNumber("area"u8, 0);
        json.WriteNumber("ratio"u8, 0);
        WriteNumbers(json, "region"u8, 4);
        json.WriteBoolean("active"u8, true);
        json.WriteBoolean("stationary"u8, false);
        json.WriteNumber("motionless_count"u8, 0);
        json.WriteNumber("position_changes"u8, 0);
        WriteNumbers(json, "current_zones"u8, 0);
        WriteNumbers(json, "entered_zones"u8, 0);
        json.WriteNull("thumbnail"u8);
        json.WriteBoolean("has_clip"u8, false);
        json.WriteBoolean("has_snapshot"u8, false);
        json.WriteStartObject("attributes"u8);
        json.WriteEndObject();
        WriteNumbers(json, "current_attributes"u8, 0);
        json.WriteBoolean("pending_loitering"u8, false);
        json.WriteString("max_severity"u8, "detection");
        json.WriteNumber("current_estimated_speed"u8, 0);
        json.WriteNumber("average_estimated_speed"u8, 0);
        json.WriteNumber("velocity_angle"u8, 0);
        WriteNumbers(json, "path_data"u8, 0);
        json.WriteNull("recognized_license_plate"u8);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<byte> name, int zeros)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < zeros; i++) json.WriteNumberValue(0);
        json.WriteEndArray();
    }

    // Unix seconds, to the millisecond; a recording without UTC counts from its epoch's start.
    private static decimal Seconds(DateTimeOffset? time, long position, int rate) =>
        time is { } known ? known.ToUnixTimeMilliseconds() / 1000m : decimal.Round((decimal)position / rate, 3);
}
