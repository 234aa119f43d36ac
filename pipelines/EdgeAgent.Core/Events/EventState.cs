using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Events;

/// <summary>Where an event is in its lifecycle.</summary>
public enum EventState
{
    /// <summary>First revision: the event is confirmed and still going on.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>The event goes on and its peak rose.</summary>
    [JsonStringEnumMemberName("update")] Update,

    /// <summary>Last revision: the offset is final.</summary>
    [JsonStringEnumMemberName("close")] Close,
}
