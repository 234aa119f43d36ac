using System.Text.Json.Serialization;

namespace EdgeAgent.Models.Verification;

/// <summary>How a check of a package went.</summary>
public enum VerificationOutcome
{
    /// <summary>As the manifest says.</summary>
    [JsonStringEnumMemberName("pass")] Pass,

    /// <summary>Usable; the author or operator should know.</summary>
    [JsonStringEnumMemberName("warn")] Warn,

    /// <summary>Not to be used as it is.</summary>
    [JsonStringEnumMemberName("fail")] Fail,
}
