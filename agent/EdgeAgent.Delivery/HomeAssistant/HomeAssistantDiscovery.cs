using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.HomeAssistant;

/// <summary>
/// Announces a device to Home Assistant by MQTT device discovery: one retained document with the device (<c>dev</c>), who speaks (<c>o</c>) and its entities (<c>cmps</c>).
/// Published on every connect, and again when Home Assistant says <c>online</c> on <see cref="BirthTopic"/>; after that the retained documents are published again too.
/// </summary>
/// <remarks>
/// Each pipeline has an <c>event</c> entity (open, update, close, with label and score as attributes: what automations start from), a sensor with the label heard last,
/// coverage and real-time factor as diagnostics, and for each of at most <see cref="MostLabels"/> labels a binary sensor that is on while it is heard.
/// Entities of a pipeline that was configured away stay until the discovery topic is cleared (<see cref="Removal"/>) and Home Assistant is announced anew.
/// </remarks>
public sealed class HomeAssistantDiscovery
{
    /// <summary>Labels of a pipeline that get a binary sensor of their own; a pipeline with more has none, because thousands of entities help nobody.</summary>
    public const int MostLabels = 32;

    // Time for the close to arrive after the longest event.
    private const double OffDelayMargin = 60;

    // On 3.1.1 an event is the data of a CloudEvent; on 5 it is the payload.
    private const string Event = "(value_json.data | default(value_json))";

    private readonly TopicNames _topics;
    private readonly string _version;
    private readonly string _id;

    /// <summary>Makes the announcements of a device.</summary>
    /// <param name="topics">The device's topics.</param>
    /// <param name="version">The agent's version.</param>
    /// <param name="prefix">Home Assistant's discovery prefix: <c>homeassistant</c> unless it was changed there.</param>
    /// <exception cref="TopicException">The prefix can't begin a topic.</exception>
    public HomeAssistantDiscovery(TopicNames topics, string version, string prefix = "homeassistant")
    {
        ArgumentNullException.ThrowIfNull(topics);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length is 0 or > 1024 || !Array.TrueForAll(prefix.Split('/'), level => level.Length > 0 && level == TopicLevel.Escape(level)))
            throw new TopicException($"\"{prefix}\" can't be Home Assistant's discovery prefix: it takes levels joined by single slashes, without + # % or control characters");
        (_topics, _version) = (topics, version);
        _id = NameEscape.Identifier.Escape(topics.Device);
        BirthTopic = $"{prefix}/status";
        Topic = TopicNames.Checked($"{prefix}/device/{_id}/config");
    }

    /// <summary>Where Home Assistant says <c>online</c> when it has started.</summary>
    public string BirthTopic { get; }

    /// <summary>Where the device is announced. Its name stands there in letters, digits, <c>-</c> and <c>_</c>, as Home Assistant asks: other bytes are <c>_</c> and two hex digits.</summary>
    public string Topic { get; }

    /// <summary>Takes the device and its entities back: an empty retained payload.</summary>
    public Publication Removal => new(Topic, ReadOnlyMemory<byte>.Empty, "application/json", Retain: true, Qos: 1, []);

    /// <summary>Whether a payload on <see cref="BirthTopic"/> asks for the announcement.</summary>
    public static bool IsBirth(ReadOnlySpan<byte> payload) => payload.SequenceEqual("online"u8);

    /// <summary>The announcement.</summary>
    /// <param name="pipelines">Every pipeline of the device.</param>
    /// <exception cref="TopicException">A name is too long for a topic.</exception>
    public Publication Compose(IReadOnlyList<DiscoveryPipeline> pipelines)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartObject("dev"u8);
        json.WriteString("ids"u8, $"edgeagent_{_id}");
        json.WriteString("name"u8, _topics.Device);
        json.WriteString("mf"u8, "EdgeAgent");
        json.WriteString("mdl"u8, "edge-agent");
        json.WriteString("sw"u8, _version);
        json.WriteEndObject();
        json.WriteStartObject("o"u8);
        json.WriteString("name"u8, "edge-agent");
        json.WriteString("sw"u8, _version);
        json.WriteEndObject();
        json.WriteString("avty_t"u8, _topics.Status);
        json.WriteString("avty_tpl"u8, "{{ value_json.status }}");
        json.WriteNumber("qos"u8, 1);
        json.WriteStartObject("cmps"u8);
        foreach (var pipeline in pipelines) WritePipeline(json, pipeline);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new Publication(Topic, buffer.WrittenMemory, "application/json", Retain: true, Qos: 1, []);
    }

    private void WritePipeline(Utf8JsonWriter json, DiscoveryPipeline pipeline)
    {
        var name = NameEscape.Identifier.Escape(pipeline.Name);
        var events = _topics.EventsFilter(pipeline.Name);
        var health = _topics.Health(pipeline.Name);

        Begin(json, $"{name}__events", "event", $"{pipeline.Name} detections", events,
            "{% set e = " + Event + " %}{{ {'event_type': e.state, 'label': e.label, 'peak': e.score.peak, 'seconds': e.durationSeconds, 'onset': e.onset | default(none), 'id': e.id, 'revision': e.revision} | tojson }}");
        json.WriteStartArray("evt_typ"u8);
        foreach (var state in (ReadOnlySpan<string>)["open", "update", "close"]) json.WriteStringValue(state);
        json.WriteEndArray();
        json.WriteString("ic"u8, "mdi:waveform");
        json.WriteEndObject();

        Begin(json, $"{name}__last", "sensor", $"{pipeline.Name} last detection", events, "{{ " + Event + ".label }}");
        json.WriteString("json_attr_t"u8, events);
        json.WriteString("json_attr_tpl"u8, "{{ " + Event + " | tojson }}");
        json.WriteString("ic"u8, "mdi:waveform");
        json.WriteEndObject();

        Begin(json, $"{name}__coverage", "sensor", $"{pipeline.Name} coverage", health, "{{ (value_json.coverage * 100) | round(1) if value_json.coverage is defined else None }}");
        json.WriteString("unit_of_meas"u8, "%");
        EndDiagnostic(json, "mdi:ear-hearing");

        Begin(json, $"{name}__speed", "sensor", $"{pipeline.Name} real-time factor", health, "{{ value_json.realTimeFactor | round(1) if value_json.realTimeFactor is defined else None }}");
        EndDiagnostic(json, "mdi:speedometer");

        if (pipeline.Labels.Count > MostLabels) return;
        foreach (var label in pipeline.Labels) WriteLabel(json, name, pipeline, label);
    }

    private void WriteLabel(Utf8JsonWriter json, string name, DiscoveryPipeline pipeline, string label)
    {
        Begin(json, $"{name}__label__{NameEscape.Identifier.Escape(label)}", "binary_sensor", $"{pipeline.Name} {label}", _topics.Events(pipeline.Name, label),
            "{{ 'OFF' if " + Event + ".state == 'close' else 'ON' }}");
        json.WriteNumber("off_dly"u8, (int)Math.Min(Math.Ceiling(Math.Max(pipeline.LongestEventSeconds, 1) + OffDelayMargin), int.MaxValue));
        json.WriteString("dev_cla"u8, "sound");
        json.WriteEndObject();
    }

    // Component ids are joined by two underscores, which no escaped name has inside: different entities have different ids.
    private void Begin(Utf8JsonWriter json, string component, string platform, string name, string stateTopic, string template)
    {
        json.WriteStartObject(component);
        json.WriteString("p"u8, platform);
        json.WriteString("uniq_id"u8, string.Create(CultureInfo.InvariantCulture, $"edgeagent__{_id}__{component}"));
        json.WriteString("name"u8, name);
        json.WriteString("stat_t"u8, stateTopic);
        json.WriteString("val_tpl"u8, template);
    }

    private static void EndDiagnostic(Utf8JsonWriter json, string icon)
    {
        json.WriteString("stat_cla"u8, "measurement");
        json.WriteString("ent_cat"u8, "diagnostic");
        json.WriteString("ic"u8, icon);
        json.WriteEndObject();
    }
}
