using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Topics.Compatibility;

/// <summary>Reads the event out of a message, for profiles that say it in other words.</summary>
internal static class EventDocument
{
    /// <summary>The event; null for gap records and for documents of another shape, which a compatibility profile has no words for. The agent's own topics carry both.</summary>
    public static DetectionEvent? Read(OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Kind == MessageKind.Gap) return null;
        try
        {
            return JsonSerializer.Deserialize(message.Payload.Span, EventJson.Default.DetectionEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
