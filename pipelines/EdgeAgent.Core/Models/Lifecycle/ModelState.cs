using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>Where a version of a model is on its way. The words are what users and subscribers see.</summary>
public enum ModelState
{
    /// <summary>Its archive is on its way to the box.</summary>
    [JsonStringEnumMemberName("receiving")] Receiving,

    /// <summary>Digest, archive, signature and manifest are in order; it is on disk.</summary>
    [JsonStringEnumMemberName("verified")] Verified,

    /// <summary>It opens here, fits memory and time, and gives its golden scores on this device.</summary>
    [JsonStringEnumMemberName("staged")] Staged,

    /// <summary>It hears live windows beside the working version; only disagreements are counted.</summary>
    [JsonStringEnumMemberName("shadow")] Shadow,

    /// <summary>Pipelines use it and it is watched; what goes wrong rolls it back.</summary>
    [JsonStringEnumMemberName("probation")] Probation,

    /// <summary>It is the model's default: pipelines use it, also after a restart.</summary>
    [JsonStringEnumMemberName("active")] Active,

    /// <summary>Pipelines used it and went back to the version before.</summary>
    [JsonStringEnumMemberName("rolled-back")] RolledBack,

    /// <summary>It was refused; nothing of it is used.</summary>
    [JsonStringEnumMemberName("rejected")] Rejected,

    /// <summary>It was the default before the present one.</summary>
    [JsonStringEnumMemberName("retired")] Retired,
}
