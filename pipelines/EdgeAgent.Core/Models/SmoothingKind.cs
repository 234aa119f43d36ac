using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Models;

/// <summary>How neighbouring scores are combined before the thresholds.</summary>
public enum SmoothingKind
{
    /// <summary>Scores are used as they are.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Centred mean.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>Centred median.</summary>
    [JsonStringEnumMemberName("median")] Median,
}
