using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>The running pipelines as a trial sees them: who follows a model, and what each does with it.</summary>
/// <param name="pipelines">Changes models of running pipelines.</param>
/// <param name="following">How a pipeline (first) follows the versions of a package (second).</param>
/// <param name="shelf">Where versions lie.</param>
internal sealed class TrialPipelines(IModelSwitch pipelines, Func<string, string, ModelFollowing> following, ModelShelf shelf)
{
    /// <summary>Names of the pipelines in which a version works.</summary>
    public IEnumerable<string> Using(string digest) => Working().Where(seen => seen.Figures.Model.Digest == digest).Select(seen => seen.Pipeline);

    /// <summary>The pipelines that follow a model's default, by name.</summary>
    public IReadOnlyList<TrialUse> UsesOf(string model) => [.. Working()
        .Where(seen => seen.Figures.Model.Name == model && following(seen.Pipeline, model) != ModelFollowing.Pinned)
        .Select(seen => new TrialUse(seen.Pipeline, seen.Figures.Model)).OrderBy(use => use.Pipeline, StringComparer.Ordinal)];

    /// <summary>Whether a pipeline is to have a version only once that has passed its probation elsewhere.</summary>
    public bool IsStable(TrialUse use) => following(use.Pipeline, use.Working.Name) == ModelFollowing.Stable;

    /// <summary>Opens what works in a pipeline.</summary>
    /// <exception cref="ModelException">It can't be opened any more.</exception>
    public ResolvedModel Open(TrialUse use) => ModelRepository.WithVariant(shelf.Open(use.Working.Name, use.Working.Version), use.Working.Variant);

    /// <summary>Puts a version to work.</summary>
    /// <returns>Null when it works, else why the old one goes on.</returns>
    public async Task<string?> SwitchAsync(TrialUse use, ModelPackage package, ModelVariant variant, bool probation, string detail, CancellationToken cancellation)
    {
        if (Find(use.Pipeline, package.Manifest.Name) is { } now && now.Figures.Model.Digest == package.Digest && now.Figures.Model.Variant == variant.Name) return null;
        var request = new SwitchRequest(use.Pipeline, package, variant) { Replaces = package.Manifest.Name, Probation = probation, Detail = detail };
        return (await pipelines.SwitchAsync(request, cancellation).ConfigureAwait(false)).Refusal;
    }

    /// <summary>Lets what worked before work again, whatever that takes.</summary>
    /// <returns>Null when it works, else why not.</returns>
    public async Task<string?> ReturnAsync(TrialUse use, string reason)
    {
        if (Find(use.Pipeline, use.Working.Name) is not { } now || now.Figures.Model.Digest == use.Working.Digest) return null;
        if (now.Role == ModelRole.Probation && (await pipelines.RollBackAsync(use.Pipeline, use.Working.Name, reason, CancellationToken.None).ConfigureAwait(false)).Refusal is null) return null;
        try
        {
            var before = Open(use);
            return await SwitchAsync(use, before.Package, before.Variant, probation: false, reason, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ModelException error)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    /// <summary>Lets go what was kept for a roll back.</summary>
    public void Accept(TrialUse use) => pipelines.Accept(use.Pipeline, use.Working.Name);

    /// <summary>Lets a version hear beside the working one.</summary>
    /// <param name="use">Where.</param>
    /// <param name="package">The version.</param>
    /// <param name="variant">Its variant.</param>
    /// <param name="share">Part of the streams whose events it publishes; null for a shadow, which publishes none.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Null when it hears, else why not.</returns>
    public Task<string?> StartBesideAsync(TrialUse use, ModelPackage package, ModelVariant variant, double? share, CancellationToken cancellation) =>
        pipelines.StartBesideAsync(new BesideRequest(use.Pipeline, package, variant) { Beside = package.Manifest.Name, Publish = share is not null, Share = share ?? 1 }, cancellation);

    /// <summary>Ends what hears beside the working version.</summary>
    public void StopBeside(TrialUse use) => pipelines.StopBeside(use.Pipeline, use.Working.Name);

    /// <summary>What a version did in a pipeline since it was put to work or beside; broken when it is not there any more.</summary>
    public TrialFigures Observe(TrialUse use, string digest)
    {
        var there = pipelines.Observe().Where(seen => seen.Pipeline == use.Pipeline).ToList();
        if (there.Find(seen => seen.Figures.Model.Digest == digest) is { } observed) return TrialFigures.Of(observed.Figures);
        var why = there.Find(seen => seen.Figures.Model.Name == use.Working.Name)?.Previous is { Problem: { } problem } before && before.Model.Digest == digest ? $": {problem}" : "";
        return there.Count == 0 ? new TrialFigures() : new TrialFigures { Broken = $"{use.Pipeline} does not run it any more{why}" };
    }

    /// <summary>How what hears beside agrees with the working version; null when nothing does.</summary>
    public ModelAgreement? AgreementOf(TrialUse use, string digest) =>
        pipelines.Observe().FirstOrDefault(seen => seen.Pipeline == use.Pipeline && seen.Figures.Model.Digest == digest)?.Agreement;

    private IEnumerable<ModelObservation> Working() => pipelines.Observe().Where(seen => seen.Role is ModelRole.Active or ModelRole.Probation);

    private ModelObservation? Find(string pipeline, string model) => Working().FirstOrDefault(seen => seen.Pipeline == pipeline && seen.Figures.Model.Name == model);
}
