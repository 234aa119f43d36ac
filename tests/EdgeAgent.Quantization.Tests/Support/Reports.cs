using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>A parity report that nothing is wrong with.</summary>
internal static class Reports
{
    public static ParityReport Good() => new()
    {
        Model = "energy:1", Variant = "int8", Method = "static", Target = "x86", Calibration = "a test", Runtime = "1", Processor = "one",
        Scores = new OutputDifference(0.01, 0.001, 0.01, 1, 100),
        Events = new EventParity(1, 100, 100, 1),
        FullBytes = 102_400, VariantBytes = 25_600,
        Speed = new SpeedComparison(1, 100, 2.5, 1.0, 0, 0),
    };
}
