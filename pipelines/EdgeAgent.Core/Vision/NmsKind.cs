using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>Which boxes compete in non-maximum suppression.</summary>
public enum NmsKind
{
    /// <summary>None: the model has done it, or needs none.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Boxes of the same class.</summary>
    [JsonStringEnumMemberName("class")] PerClass,

    /// <summary>All boxes.</summary>
    [JsonStringEnumMemberName("all")] AllClasses,
}
