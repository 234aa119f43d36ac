using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Opens the session of a variant with what suits it and the device.</summary>
internal static class ModelSession
{
    /// <summary>Opens it.</summary>
    /// <exception cref="ModelException">It can't be opened; one sentence.</exception>
    public static OrtSession Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, ModelOptions options)
    {
        var isTensorRt = options.Provider is OrtProvider.Auto or OrtProvider.TensorRt && library.Offers(OrtProvider.TensorRt);
        var cache = isTensorRt && options.CacheDirectory is { } root ? EngineCache.For(root, package, variant, library) : null;
        try
        {
            return OrtSession.Open(library, package.PathOf(variant), new OrtSessionOptions
            {
                Provider = options.Provider,
                IntraThreads = options.Threads,
                // The processor takes every node; only where others share is there something to tell.
                RecordPlacement = options.Provider != OrtProvider.Cpu,
                TensorRtOptions = TensorRtSettings.Of(package, variant, options.MaxBatch, library.Version, cache?.TryMake() == true ? cache : null),
            });
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }
}
