using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Verification;

/// <summary>A variant being verified, and what runs it.</summary>
internal sealed record VariantUnderTest(ModelPackage Package, ModelVariant Variant, IModelProbe Probe)
{
    /// <summary>Whether the manifest says that a batch gives the bits of single windows.</summary>
    public bool DeclaredInvariant => Variant.BatchInvariant ?? Package.Manifest.Batch.Invariant;

    /// <summary>Scores windows as the agent would batch them.</summary>
    public IReadOnlyList<float[]> Score(IReadOnlyList<float[]> windows) => Score(windows, Package.Manifest.MaxBatch(Variant));

    /// <summary>Scores windows at a batch size; one row of a score a label for each window.</summary>
    /// <exception cref="ModelException">The model can't be run, or gives something else than one row a window.</exception>
    public IReadOnlyList<float[]> Score(IReadOnlyList<float[]> windows, int batch)
    {
        var rows = Probe.ScoreWindows(Package, Variant, windows, batch);
        if (rows.Count != windows.Count) throw new ModelException($"{Variant.File} gives {rows.Count} rows of scores for {windows.Count} windows at batch {batch}");
        if (rows.FirstOrDefault(row => row.Length != Package.Labels.Count) is { } odd)
            throw new ModelException($"{Variant.File} gives {odd.Length} scores a window, but the package has {Package.Labels.Count} labels");
        return rows;
    }

    /// <summary>Makes a check of this variant.</summary>
    public VerificationCheck Check(string name, VerificationOutcome outcome, string detail) => new(name, Variant.Name, outcome, detail);

    /// <summary>A passed check.</summary>
    public VerificationCheck Pass(string name, string detail) => Check(name, VerificationOutcome.Pass, detail);

    /// <summary>A warning.</summary>
    public VerificationCheck Warn(string name, string detail) => Check(name, VerificationOutcome.Warn, detail);

    /// <summary>A failed check.</summary>
    public VerificationCheck Fail(string name, string detail) => Check(name, VerificationOutcome.Fail, detail);
}
