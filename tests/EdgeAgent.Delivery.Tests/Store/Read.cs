using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Reads messages as a subscriber does.</summary>
internal static class Read
{
    public static DetectionEvent Event(OutboxMessage message) => JsonSerializer.Deserialize(message.Payload.Span, EventJson.Default.DetectionEvent)!;

    public static GapRecord Gap(OutboxMessage message) => JsonSerializer.Deserialize(message.Payload.Span, EventJson.Default.GapRecord)!;

    public static IEnumerable<GapRecord> Gaps(IEnumerable<OutboxMessage> messages) => messages.Where(m => m.Kind is MessageKind.Gap).Select(Gap);
}
