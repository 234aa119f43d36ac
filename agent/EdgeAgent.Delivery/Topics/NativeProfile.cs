using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics;

/// <summary>
/// The agent's own topics, as CloudEvents 1.0 over MQTT: binary mode on MQTT 5 (attributes are user properties, the document is the payload),
/// structured JSON on 3.1.1 (the only mode that the binding allows there).
/// </summary>
/// <param name="topics">The device's topics.</param>
internal sealed class NativeProfile(TopicNames topics) : ITopicProfile
{
    private const string Json = "application/json";

    /// <summary>Topics kept; beyond that they are made anew. More than pipelines times labels of any model in the field.</summary>
    private const int MostRoutes = 16_384;

    private readonly Dictionary<(string Pipeline, string? Label, bool Gap), NativeRoute> _routes = [];

    /// <inheritdoc/>
    public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(into);
        var route = RouteOf(message);
        into.Add(mqtt5 ? Binary(message, route) : Structured(message, route));
    }

    private static Publication Binary(OutboxMessage message, NativeRoute route)
    {
        var properties = new List<KeyValuePair<string, string>>(9)
        {
            new("specversion", "1.0"),
            new("id", IdOf(message)),
            new("source", route.Source),
            new("type", TypeOf(message.Kind)),
        };
        if (message.Time is { } time) properties.Add(new("time", UtcTimeConverter.ToText(time)));
        if (route.Subject is { } subject) properties.Add(new("subject", subject));
        // How this delivery came about, not what is delivered: a message of before a new connection comes in another lane. So it has no place in a payload.
        properties.Add(new("lane", WordOf(message.Lane)));
        if (Traceparent.Find(message.Payload.Span) is { } trace) properties.Add(new("traceparent", trace));
        return new Publication(route.Topic, message.Payload, Json, Retain: false, Qos: 1, properties);
    }

    private static Publication Structured(OutboxMessage message, NativeRoute route)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Payload.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion"u8, "1.0"u8);
            writer.WriteString("id"u8, IdOf(message));
            writer.WriteString("source"u8, route.Source);
            writer.WriteString("type"u8, TypeOf(message.Kind));
            if (message.Time is { } time) writer.WriteString("time"u8, UtcTimeConverter.ToText(time));
            if (route.Subject is { } subject) writer.WriteString("subject"u8, subject);
            if (Traceparent.Find(message.Payload.Span) is { } trace) writer.WriteString("traceparent"u8, trace);
            writer.WriteString("datacontenttype"u8, Json);
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(message.Payload.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return new Publication(route.Topic, buffer.WrittenMemory, "application/cloudevents+json", Retain: false, Qos: 1, []);
    }

    private NativeRoute RouteOf(OutboxMessage message)
    {
        var gap = message.Kind == MessageKind.Gap;
        var key = (message.Pipeline, message.Label, gap);
        if (_routes.TryGetValue(key, out var route)) return route;
        if (_routes.Count >= MostRoutes) _routes.Clear();
        var topic = gap ? topics.Gaps(message.Pipeline) : topics.Events(message.Pipeline, message.Label ?? "");
        return _routes[key] = new NativeRoute(topic, topics.Source(message.Pipeline), message.Label is { } label ? TopicLevel.Escape(label) : null);
    }

    private static string IdOf(OutboxMessage message) => message.Kind == MessageKind.Gap ? message.Id : $"{message.Id}/{message.Revision}";

    private static string TypeOf(MessageKind kind) => kind switch
    {
        MessageKind.Open => "edgeagent.detection.open",
        MessageKind.Update => "edgeagent.detection.update",
        MessageKind.Close => "edgeagent.detection.close",
        MessageKind.Gap => "edgeagent.gap",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such message"),
    };

    private static string WordOf(Lane lane) => lane switch
    {
        Lane.Gap => "gap",
        Lane.Fifo => "fifo",
        Lane.Live => "live",
        Lane.Backlog => "backlog",
        Lane.Aside => "aside",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "no such lane"),
    };
}
