using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Quantization.Onnx;

/// <summary>Opens models that are still in memory with ONNX Runtime, on the processor.</summary>
internal static class ModelSessions
{
    /// <summary>Opens a model. Weights outside it are read by ONNX Runtime from a file, never through this process's heap.</summary>
    /// <exception cref="ModelException">ONNX Runtime refuses it; one sentence.</exception>
    public static OrtSession Open(OnnxRuntimeLibrary library, OnnxModel model, OrtSessionOptions options)
    {
        options = options with { Provider = OrtProvider.Cpu, LogSeverity = OrtLogSeverity.Error };
        try
        {
            if (!model.HasExternalWeights && model.WeightBytes <= OnnxWriter.InlineLimit) return OrtSession.Open(library, model.ToBytes(), options);
            using var scratch = new ScratchFolder();
            var path = scratch.File("model.onnx");
            OnnxWriter.Write(model, path, inlineLimit: 0);
            return OrtSession.Open(library, path, options);
        }
        catch (OrtException error)
        {
            throw new ModelException($"{model.Source} can't be run by ONNX Runtime: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>The graph as ONNX Runtime rewrites it.</summary>
    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public static OnnxModel Optimized(OnnxRuntimeLibrary library, OnnxModel model, OrtGraphOptimization level)
    {
        using var scratch = new ScratchFolder();
        var path = scratch.File("optimized.onnx");
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        if (model.HasExternalWeights || model.WeightBytes > OnnxWriter.InlineLimit)
        {
            entries["session.optimized_model_external_initializers_file_name"] = "optimized.data";
            entries["session.optimized_model_external_initializers_min_size_in_bytes"] = "1024";
        }

        using (Open(library, model, new OrtSessionOptions { GraphOptimization = level, OptimizedModelPath = path, ConfigEntries = entries }))
        {
            var optimized = OnnxModel.Read(path);
            // The scratch folder goes: what lies beside the file must come along, block by block in the caller's hands.
            return optimized.HasExternalWeights ? throw new ModelException($"{model.Source}: models beyond 1 GiB keep their graph as it is") : OnnxModel.Parse(optimized.ToBytes(), model.Source, model.Folder);
        }
    }
}
