using System.Text.Json.Serialization;

namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>What the sides of a comparison are compared by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Measure>))]
internal enum Measure
{
    /// <summary>CPU time of a unit: less is better.</summary>
    Cpu,

    /// <summary>Units per second on the wall: more is better.</summary>
    Rate,
}
