using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Models;

/// <summary>What turns the model's raw output into scores 0..1.</summary>
public enum ScoreActivation
{
    /// <summary>The output holds scores already.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Independent classes: 1 / (1 + e^−x).</summary>
    [JsonStringEnumMemberName("sigmoid")] Sigmoid,

    /// <summary>Exclusive classes: e^x over the sum of all.</summary>
    [JsonStringEnumMemberName("softmax")] Softmax,
}
