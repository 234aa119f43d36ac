using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DeliveryReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Indented, camelCase.</summary>
    public static string Write(DeliveryReport report) => JsonSerializer.Serialize(report, Default.DeliveryReport);
}
