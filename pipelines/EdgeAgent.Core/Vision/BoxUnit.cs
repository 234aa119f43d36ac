using System.Text.Json.Serialization;

namespace EdgeAgent.Core.Vision;

/// <summary>What the numbers of a box count.</summary>
public enum BoxUnit
{
    /// <summary>Pixels of the model's input.</summary>
    [JsonStringEnumMemberName("pixels")] Pixels,

    /// <summary>Fractions of the model's input, 0..1.</summary>
    [JsonStringEnumMemberName("fractions")] Fractions,

    /// <summary>Pixels of the image whose size the model was told (<see cref="ImageSpec.SizeTensor"/>).</summary>
    [JsonStringEnumMemberName("source")] SourcePixels,
}
