using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>An image model that is ready: one session, shared by every stream that uses it, and the plan of how it is fed and read.</summary>
public sealed class ImageModel : IDisposable
{
    /// <summary>Tiles that go through together: on the CPU more only cost memory.</summary>
    private const int MaxCpuBatch = 4;

    private ImageModel(ModelPackage package, ModelVariant variant, OrtSession session, ImagePlan plan, int maxBatch)
    {
        Package = package;
        Session = session;
        Plan = plan;
        MaxBatch = maxBatch;
        Reference = new ModelReference(package.Manifest.Name, package.Manifest.Version, variant.Name, package.Digest, session.Provider.DisplayName());
    }

    /// <summary>The package.</summary>
    public ModelPackage Package { get; }

    /// <summary>How it is fed and read.</summary>
    public ImagePlan Plan { get; }

    /// <summary>Images of a run at most.</summary>
    public int MaxBatch { get; }

    /// <summary>What events say of the model.</summary>
    public ModelReference Reference { get; }

    internal OrtSession Session { get; }

    /// <summary>Opens a variant of a package and decides how it is fed and read.</summary>
    /// <exception cref="ModelException">The model can't be opened, or does not fit its manifest; one sentence.</exception>
    public static ImageModel Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(options);
        OrtSession session;
        try
        {
            session = OrtSession.Open(library, package.PathOf(variant), new OrtSessionOptions { Provider = options.Provider, IntraThreads = options.Threads });
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }

        try
        {
            var resolution = ImageResolver.Resolve(package, OnnxModelProbe.Describe(session));
            if (resolution.Plan is not { } plan) throw new ModelException($"{package.PathOf(variant)} does not fit its manifest: {string.Join("; ", resolution.Problems)}");
            var isBatched = session.Inputs.First(t => t.Name == plan.Input.Tensor).IsBatched;
            var most = options.MaxBatch ?? (session.Provider == OrtProvider.Cpu ? MaxCpuBatch : int.MaxValue);
            return new ImageModel(package, variant, session, plan, isBatched ? Math.Max(1, Math.Min(package.Manifest.MaxBatch(variant), most)) : 1);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Frees the session once no stream uses it any more.</summary>
    public void Dispose() => Session.Dispose();
}
