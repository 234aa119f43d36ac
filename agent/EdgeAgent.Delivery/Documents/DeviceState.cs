using System.Text.Json.Serialization;

namespace EdgeAgent.Delivery.Documents;

/// <summary>Whether a device can be reached through its broker.</summary>
public enum DeviceState
{
    /// <summary>Connected.</summary>
    [JsonStringEnumMemberName("online")] Online,

    /// <summary>Stopped, or its connection was lost.</summary>
    [JsonStringEnumMemberName("offline")] Offline,
}
