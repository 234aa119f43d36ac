using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>Short ways to quantize and run models that tests build.</summary>
internal static class Trial
{
    public static OnnxRuntimeLibrary Library => OnnxRuntimeLibrary.Load();

    /// <summary>Exact ranges and nothing left float: what bounds are computed for.</summary>
    public static QuantizeOptions Plain { get; } = new()
    {
        Static = new StaticOptions { Calibration = CalibrationMethod.MinMax, MostExcluded = 0 },
    };

    /// <summary>Quantizes a model that lies in a file.</summary>
    public static QuantizedModel Quantize(string file, ICalibrationData? data, QuantizeOptions? options = null) =>
        ModelQuantizer.Quantize(Library, file, options ?? Plain, data, cancellation: TestContext.Current.CancellationToken);

    /// <summary>Runs a model of one input and one output at batch 1.</summary>
    public static float[] Run(string file, float[] input)
    {
        using var session = OrtSession.Open(Library, file, new OrtSessionOptions { Provider = OrtProvider.Cpu, LogSeverity = OrtLogSeverity.Error });
        using var binding = OrtBinding.Create(session, 1);
        input.CopyTo(binding.Input(0));
        binding.Run(1);
        return binding.Output(0).ToArray();
    }
}
