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

    private ImageModel(ModelPackage package, ModelVariant variant, OrtSession session, ImagePlan plan, int maxBatch, ImageModel? next)
    {
        Package = package;
        Session = session;
        Next = next;
        OwnPlan = plan;
        Plan = next is null ? plan : plan with { Labels = [.. next.Plan.Labels.Where(label => !package.Manifest.Then!.Reject.Contains(label, StringComparer.Ordinal))] };
        MaxBatch = maxBatch;
        Reference = new ModelReference(package.Manifest.Name, package.Manifest.Version, variant.Name, package.Digest, session.Provider.DisplayName());
    }

    /// <summary>The package.</summary>
    public ModelPackage Package { get; }

    /// <summary>How it is fed and read; a cascade's labels are those that its second step reports.</summary>
    public ImagePlan Plan { get; }

    /// <summary>Names what this one finds, in a cascade; else null.</summary>
    public ImageModel? Next { get; }

    /// <summary>Images of a run at most.</summary>
    public int MaxBatch { get; }

    /// <summary>What events say of the model.</summary>
    public ModelReference Reference { get; }

    internal OrtSession Session { get; }

    /// <summary>How the second step is fed and read; null where there is none.</summary>
    internal NextStep? Then { get; private init; }

    /// <summary>As <see cref="Plan"/>, with the labels of its own file.</summary>
    internal ImagePlan OwnPlan { get; }

    /// <summary>Opens a variant of a package and decides how it is fed and read.</summary>
    /// <param name="library">The runtime.</param>
    /// <param name="package">The package.</param>
    /// <param name="variant">One of its variants.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="next">The opened second step of a cascade, owned by the result from then on; null for a package that stands alone.</param>
    /// <exception cref="ModelException">The model can't be opened, or does not fit its manifest or its second step; one sentence.</exception>
    public static ImageModel Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, ModelOptions options, ImageModel? next = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(options);
        CheckStep(package, next);
        var session = ModelSession.Open(library, package, variant, options);
        try
        {
            var resolution = ImageResolver.Resolve(package, OnnxModelProbe.Describe(session));
            if (resolution.Plan is not { } plan) throw new ModelException($"{package.PathOf(variant)} does not fit its manifest: {string.Join("; ", resolution.Problems)}");
            if (options.LeastScore is { } least) plan = plan with { Output = plan.Output with { MinScore = Math.Min(least, plan.Output.MinScore) } };
            var isBatched = session.Inputs.First(t => t.Name == plan.Input.Tensor).IsBatched;
            var most = options.MaxBatch ?? (session.Provider == OrtProvider.Cpu ? MaxCpuBatch : int.MaxValue);
            return new ImageModel(package, variant, session, plan, isBatched && !OpenOutputs.AnyOf(plan) ? Math.Max(1, Math.Min(package.Manifest.MaxBatch(variant), most)) : 1, next) { Then = Lowered(package.Manifest.Then, options.LeastScore) };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Frees the session once no stream uses it any more.</summary>
    public void Dispose()
    {
        Session.Dispose();
        Next?.Dispose();
    }

    private static NextStep? Lowered(NextStep? step, float? least) => step is null || least is not { } score ? step : step with { MinScore = Math.Min(score, step.MinScore) };

    private static void CheckStep(ModelPackage package, ImageModel? next)
    {
        var (name, then) = ($"{package.Manifest.Name}:{package.Manifest.Version}", package.Manifest.Then);
        if (then is null) return;
        if (next is null) throw new ModelException($"{name} is a cascade, and its second step {then.Model} was not opened");
        if (next.Package.Digest != then.Digest) throw new ModelException($"{name} was made for {then.Model} with digest {then.Digest}, but the one here has {next.Package.Digest}; install that one");
        if (next.Package.Manifest.Task != "image-classification") throw new ModelException($"{name} names {then.Model} as its second step, whose task is {next.Package.Manifest.Task}; it must be image-classification");
        if (then.Reject.FirstOrDefault(label => !next.Plan.Labels.Contains(label, StringComparer.Ordinal)) is { } unknown) throw new ModelException($"{name}: then.reject names \"{unknown}\", which is no label of {then.Model}; it has {string.Join(", ", next.Plan.Labels)}");
        if (package.Manifest.EventsPerLabel.Keys.FirstOrDefault(label => !next.Plan.Labels.Contains(label, StringComparer.Ordinal)) is { } foreign) throw new ModelException($"{name}: events.perLabel names \"{foreign}\", which is no label of {then.Model}; it has {string.Join(", ", next.Plan.Labels)}");
    }
}
