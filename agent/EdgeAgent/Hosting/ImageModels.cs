using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Hosting;

/// <summary>Opens models that see, with the second step of those that are cascades.</summary>
internal static class ImageModels
{
    // Crops are small, and many of them come from one picture.
    private const int MostCrops = 16;

    /// <summary>Opens a model.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="model">What to open.</param>
    /// <param name="resolve">Finds the package of a second step.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="ModelException">It can't be used, or its second step is not there or another one; one sentence.</exception>
    public static ImageModel Open(OnnxRuntimeLibrary library, ResolvedModel model, Func<string, ResolvedModel> resolve, ModelOptions options)
    {
        if (model.Package.Manifest.Then is not { } then) return ImageModel.Open(library, model.Package, model.Variant, options);
        var second = resolve(then.Model);
        if (second.Package.Manifest.Then is not null) throw new ModelException($"{model} is a cascade whose second step {then.Model} is one too; two steps are all");
        var next = ImageModel.Open(library, second.Package, second.Variant, options with { MaxBatch = MostCrops });
        try
        {
            return ImageModel.Open(library, model.Package, model.Variant, options, next);
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }
}
