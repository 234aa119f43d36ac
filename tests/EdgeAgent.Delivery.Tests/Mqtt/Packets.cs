using System.Text.Json;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Reads what a scripted broker got.</summary>
internal static class Packets
{
    public static bool IsMessage(this PublishPacket packet) => packet.Topic.Contains("/events/", StringComparison.Ordinal) || packet.Topic.Contains("/gaps/", StringComparison.Ordinal);

    public static IReadOnlyList<PublishPacket> Messages(this ScriptedBroker broker) => [.. broker.Publishes.Where(IsMessage)];

    public static long Sequence(this PublishPacket packet)
    {
        using var document = JsonDocument.Parse(packet.Payload);
        var root = document.RootElement.TryGetProperty("specversion", out _) ? document.RootElement.GetProperty("data") : document.RootElement;
        return root.GetProperty("sequence").GetInt64();
    }

    public static string? Lane(this PublishPacket packet) => packet.Properties.UserProperty("lane");

    /// <summary>A subscriber's books over packets that the broker took.</summary>
    public static DeliveryReport Report(IEnumerable<PublishPacket> taken)
    {
        var ledger = new DeliveryLedger();
        foreach (var packet in taken) ledger.Take(packet.Topic, packet.Payload, packet.Lane(), packet.Duplicate, DateTimeOffset.UnixEpoch);
        return ledger.Report();
    }
}
