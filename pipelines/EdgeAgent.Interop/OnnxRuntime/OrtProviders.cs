using System.Diagnostics.CodeAnalysis;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The providers' names, as configuration spells them, as events show them and as ONNX Runtime lists them.</summary>
public static class OrtProviders
{
    /// <summary>What configuration may say: <c>auto</c>, <c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "tensorrt", "cuda", "cpu"];

    /// <summary>Reads one of <see cref="Names"/>, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrtProvider provider)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (!string.Equals(text, Names[i], StringComparison.OrdinalIgnoreCase)) continue;
            provider = (OrtProvider)i;
            return true;
        }

        provider = OrtProvider.Auto;
        return false;
    }

    /// <summary>The name to show: <c>auto</c>, <c>TensorRT</c>, <c>CUDA</c> or <c>CPU</c>.</summary>
    public static string DisplayName(this OrtProvider provider) => provider switch
    {
        OrtProvider.TensorRt => "TensorRT",
        OrtProvider.Cuda => "CUDA",
        OrtProvider.Cpu => "CPU",
        _ => "auto",
    };

    /// <summary>The name in <see cref="OnnxRuntimeLibrary.AvailableProviders"/>.</summary>
    internal static string NativeName(this OrtProvider provider) => provider switch
    {
        OrtProvider.TensorRt => "TensorrtExecutionProvider",
        OrtProvider.Cuda => "CUDAExecutionProvider",
        _ => "CPUExecutionProvider",
    };

    /// <summary>The libraries that ONNX Runtime loads from its own folder for the provider.</summary>
    internal static string[] LibraryFiles(this OrtProvider provider) => provider switch
    {
        OrtProvider.TensorRt => ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_tensorrt.so"],
        OrtProvider.Cuda => ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"],
        _ => [],
    };
}
