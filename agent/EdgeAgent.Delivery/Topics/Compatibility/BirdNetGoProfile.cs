using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics.Compatibility;

/// <summary>
/// What subscribers of BirdNET-Go expect: one JSON note a detection, on one topic. The note is sent when the event closes, with its peak as the confidence.
/// Field names, types and spelling are those of its published MQTT contract; what this agent does not know has the value that BirdNET-Go gives it then.
/// </summary>
/// <remarks><c>Date</c> and <c>Time</c> are UTC. Its <c>/status</c> topic is not served: a connection has one will, and that tells the agent's own status.</remarks>
/// <param name="topic">The topic.</param>
internal sealed class BirdNetGoProfile(string topic) : ITopicProfile
{
    /// <summary>Its name in the configuration.</summary>
    public const string Name = "birdnet-go";

    /// <summary>BirdNET-Go's own default.</summary>
    public const string DefaultTopic = "birdnet";

    // What Go writes for a time that is not set.
    private const string NoTime = "0001-01-01T00:00:00Z";

    /// <inheritdoc/>
    public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (message.Kind != MessageKind.Close || EventDocument.Read(message) is not { } detection) return;
        into.Add(new Publication(topic, Note(detection, message.Sequence), "application/json", Retain: false, Qos: 1, []));
    }

    private static ReadOnlyMemory<byte> Note(DetectionEvent detection, long sequence)
    {
        var (scientific, common) = Species(detection.Label);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("SourceNode"u8, detection.Device);
        json.WriteString("Date"u8, detection.Onset?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
        json.WriteString("Time"u8, detection.Onset?.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "");
        WriteModel(json, detection.Model);
        json.WriteString("BeginTime"u8, TimeText(detection.Onset));
        json.WriteString("EndTime"u8, TimeText(detection.Offset));
        json.WriteString("SpeciesCode"u8, "");
        json.WriteString("ScientificName"u8, scientific);
        json.WriteString("CommonName"u8, common);
        json.WriteNumber("Confidence"u8, detection.Score.Peak);
        json.WriteNumber("Latitude"u8, 0);
        json.WriteNumber("Longitude"u8, 0);
        json.WriteNumber("Threshold"u8, 0);
        json.WriteNumber("Sensitivity"u8, 0);
        json.WriteString("ClipName"u8, detection.Media?.FirstOrDefault(m => m.Kind == EvidenceItem.Clip)?.Path ?? "");
        json.WriteNumber("ProcessingTime"u8, 0);
        json.WriteBoolean("Unlikely"u8, false);
        json.WriteString("RawLabel"u8, detection.Label);
        json.WriteNull("Results"u8);
        json.WriteNull("Review"u8);
        json.WriteNull("Comments"u8);
        json.WriteNull("Lock"u8);
        json.WriteString("Verified"u8, "");
        json.WriteBoolean("Locked"u8, false);
        json.WriteNumber("detectionId"u8, sequence);
        json.WriteString("sourceId"u8, detection.Pipeline);
        json.WriteString("sourceName"u8, detection.Source);
        WriteImage(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteModel(Utf8JsonWriter json, ModelReference model)
    {
        json.WriteStartObject("Model"u8);
        json.WriteString("Name"u8, model.Name);
        json.WriteString("Version"u8, model.Version.ToString(CultureInfo.InvariantCulture));
        json.WriteString("Variant"u8, model.Variant);
        json.WriteNull("ClassifierPath"u8);
        json.WriteString("ModelType"u8, "");
        json.WriteEndObject();
    }

    // Subscribers read BirdImage.URL without asking whether there is one.
    private static void WriteImage(Utf8JsonWriter json)
    {
        json.WriteStartObject("BirdImage"u8);
        foreach (var name in (ReadOnlySpan<string>)["URL", "ScientificName", "LicenseName", "LicenseURL", "AuthorName", "AuthorURL"]) json.WriteString(name, "");
        json.WriteString("CachedAt"u8, NoTime);
        json.WriteString("SourceProvider"u8, "");
        json.WriteEndObject();
    }

    private static string TimeText(DateTimeOffset? time) => time is { } known ? UtcTimeConverter.ToText(known) : NoTime;

    // BirdNET's labels are "Turdus merula_Common Blackbird"; a label that only has an underscore in it ("power_tool") is one name.
    private static (string Scientific, string Common) Species(string label) =>
        label.Split('_', 2) is [var scientific, { Length: > 0 } common] && scientific.Contains(' ', StringComparison.Ordinal) ? (scientific, common) : (label, label);
}
