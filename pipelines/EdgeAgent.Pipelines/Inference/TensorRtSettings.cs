using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>
/// The options of ONNX Runtime's TensorRT provider for a variant. Names and values are those of <c>OrtTensorRTProviderOptionsV2</c> (tensorrt_provider_options.h); flags are 0 and 1.
/// An option that a library does not know fails the whole provider, so that those which came later are left out with older ones.
/// </summary>
internal static class TensorRtSettings
{
    /// <summary>1.15 brought the path of the timing cache and the profiles of shapes.</summary>
    private const int TimingPathSince = 15;

    /// <summary>The options.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">The variant: <c>fp16</c> lets TensorRT compute in 16 bits, 8-bit variants in 8.</param>
    /// <param name="maxBatch">Largest batch in use; null for the package's.</param>
    /// <param name="version">Version of ONNX Runtime, <c>1.N.P</c>.</param>
    /// <param name="cache">Where engines are kept; null keeps none.</param>
    public static IReadOnlyDictionary<string, string> Of(ModelPackage package, ModelVariant variant, int? maxBatch, string version, EngineCache? cache)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var minor = Minor(version);
        if (variant.Name.StartsWith("fp16", StringComparison.Ordinal)) options["trt_fp16_enable"] = "1";
        if (variant.Name.StartsWith("int8", StringComparison.Ordinal)) options["trt_int8_enable"] = "1";
        if (cache is not null)
        {
            options["trt_engine_cache_enable"] = "1";
            options["trt_engine_cache_path"] = cache.Engines;
            options["trt_timing_cache_enable"] = "1";
            if (minor >= TimingPathSince) options["trt_timing_cache_path"] = cache.Timings;
        }

        // One engine for all batches of sound; without a profile each new batch size would be built while windows wait.
        if (minor >= TimingPathSince && !package.Manifest.IsImage)
        {
            var most = Math.Min(package.Manifest.MaxBatch(variant), maxBatch ?? int.MaxValue);
            var input = package.Manifest.Input;
            if (most > 1)
            {
                options["trt_profile_min_shapes"] = Shape(1);
                options["trt_profile_opt_shapes"] = Shape(1);
                options["trt_profile_max_shapes"] = Shape(most);
            }

            string Shape(int batch) => string.Create(CultureInfo.InvariantCulture, $"{input.Tensor}:{batch}x{input.WindowSamples}");
        }

        return options;
    }

    private static int Minor(string version)
    {
        var parts = version.Split('.');
        return parts.Length >= 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : 0;
    }
}
