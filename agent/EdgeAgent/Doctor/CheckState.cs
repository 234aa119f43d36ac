using System.Text.Json.Serialization;

namespace EdgeAgent.Doctor;

/// <summary>How a check went.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
internal enum CheckState
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>There was nothing to look at.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>It works, and somebody should know.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}
