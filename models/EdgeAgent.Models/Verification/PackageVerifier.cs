using EdgeAgent.Core.Models;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Verification;

/// <summary>
/// Finds out whether a package does what its manifest says and whether it can be trusted: files and hashes, tensors, golden scores,
/// the same bits in every batch, finite scores, and quiet on silence and noise; of image models files, tensors and golden images. It measures no speed.
/// </summary>
public static class PackageVerifier
{
    /// <summary>Verifies a package; what is wrong is in the report, not thrown.</summary>
    /// <param name="package">An opened package.</param>
    /// <param name="probe">Runs its models.</param>
    /// <param name="options">Which variants and how thoroughly; null for all variants and the usual.</param>
    /// <param name="progress">Told of every check as it is made.</param>
    /// <param name="cancellation">Stops between checks.</param>
    /// <exception cref="ModelException">The options name a variant that the package does not have.</exception>
    public static VerificationReport Verify(
        ModelPackage package,
        IModelProbe probe,
        VerificationOptions? options = null,
        IProgress<VerificationCheck>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(probe);
        options ??= new VerificationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WindowsPerProbe, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.WindowsPerProbe, 1000);

        var checks = new List<VerificationCheck>();
        foreach (var check in Checks(package, probe, options, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            checks.Add(check);
            progress?.Report(check);
        }

        return new VerificationReport(package.Manifest.Name, package.Manifest.Version, package.Digest, checks);
    }

    private static IEnumerable<VerificationCheck> Checks(ModelPackage package, IModelProbe probe, VerificationOptions options, CancellationToken cancellation)
    {
        var variants = Chosen(package, options);
        yield return Files(package, cancellation);
        if (!package.Manifest.IsImage || package.Labels.Count > 0) yield return Labels(package);
        if (package.Manifest.Golden.Count == 0)
            yield return new VerificationCheck("golden", null, VerificationOutcome.Warn, $"there is no golden case, so nothing shows that this device gives the scores that the author saw; add {(package.Manifest.IsImage ? "an image and what is seen in it" : "a recording and its scores")}");
        foreach (var variant in variants)
            foreach (var check in VariantChecks(new VariantUnderTest(package, variant, probe), options))
                yield return check;
    }

    private static IEnumerable<VerificationCheck> VariantChecks(VariantUnderTest variant, VerificationOptions options)
    {
        var (surface, opened) = Open(variant);
        yield return opened;
        if (surface is null) yield break;

        if (variant.Package.Manifest.IsImage)
        {
            foreach (var check in ImageChecks(variant, surface)) yield return check;
            yield break;
        }

        var (input, output) = (SurfaceCheck.Input(variant, surface), SurfaceCheck.Output(variant, surface));
        yield return input;
        yield return output;
        if (input.Outcome == VerificationOutcome.Fail || output.Outcome == VerificationOutcome.Fail)
        {
            yield return variant.Warn("run", "it was not run, because its tensors do not fit the manifest");
            yield break;
        }

        var manifest = variant.Package.Manifest;
        var range = new ScoreRange(variant.Package.Labels);
        foreach (var golden in manifest.Golden)
            yield return Guard(variant, range, $"golden {golden.Input}", () => GoldenCheck.Run(variant, golden, range));
        yield return Guard(variant, range, "batches", () => BatchCheck.Run(variant, SurfaceCheck.IsSingle(surface, manifest.Input.Tensor)));
        foreach (var signal in ProbeSignals.All(manifest.Input.WindowSamples, manifest.Input.SampleRate, options.WindowsPerProbe))
            yield return Guard(variant, range, $"quiet on {signal.Name}", () => FalseAlarmCheck.Run(variant, signal, range));
        yield return range.Conclude(variant);
    }

    private static IEnumerable<VerificationCheck> ImageChecks(VariantUnderTest variant, ModelSurface surface)
    {
        var tensors = SurfaceCheck.Image(variant, surface);
        yield return tensors;
        var golden = variant.Package.Manifest.Golden;
        if (golden.Count == 0) yield break;
        if (tensors.Outcome == VerificationOutcome.Fail)
        {
            yield return variant.Warn("run", "it was not run, because its tensors do not fit the manifest");
            yield break;
        }

        if (variant.Probe.WhyNoImages is { } missing)
        {
            yield return variant.Warn("run", $"the {golden.Count} golden images were not tried: {missing}");
            yield break;
        }

        foreach (var one in golden) yield return Guard(variant, null, $"golden {one.Input}", () => GoldenImageCheck.Run(variant, one));
    }

    private static VerificationCheck Files(ModelPackage package, CancellationToken cancellation)
    {
        try
        {
            var manifest = SmallFile.Read(Path.Combine(package.Directory, ManifestReader.FileName), ManifestReader.LargestFile);
            var problems = new ManifestProblems();
            var files = PackageFiles.Check(package.Directory, ManifestReader.ReadDocument(manifest, ManifestReader.FileName), problems, cancellation);
            if (problems.Any) return new VerificationCheck("files", null, VerificationOutcome.Fail, problems.Summary());
            return CanonicalManifest.DigestOf(CanonicalManifest.Write(manifest, files)) == package.Digest
                ? new VerificationCheck("files", null, VerificationOutcome.Pass, $"{package.Manifest.Variants.Count + files.Count} files are there and have the hashes that the digest covers")
                : new VerificationCheck("files", null, VerificationOutcome.Fail, "a file has changed since the package was opened; open it again");
        }
        catch (ModelException error)
        {
            return new VerificationCheck("files", null, VerificationOutcome.Fail, error.Message);
        }
    }

    private static VerificationCheck Labels(ModelPackage package)
    {
        var reported = package.Labels.Count(label => package.Manifest.RulesFor(label).Report);
        return reported == 0
            ? new VerificationCheck("labels", null, VerificationOutcome.Warn, $"none of {package.Labels.Count} labels makes events; set report to true for those that matter")
            : new VerificationCheck("labels", null, VerificationOutcome.Pass, $"{reported} of {package.Labels.Count} labels make events");
    }

    private static (ModelSurface? Surface, VerificationCheck Check) Open(VariantUnderTest variant)
    {
        try
        {
            var surface = variant.Probe.Inspect(variant.Package.PathOf(variant.Variant));
            return (surface, variant.Pass("opens", $"{variant.Variant.File} opens on {surface.Provider}"));
        }
        catch (ModelException error)
        {
            return (null, variant.Fail("opens", error.Message));
        }
    }

    private static VerificationCheck Guard(VariantUnderTest variant, ScoreRange? range, string name, Func<VerificationCheck> check)
    {
        try
        {
            return check();
        }
        catch (ModelException error)
        {
            range?.Miss();
            return variant.Fail(name, error.Message);
        }
    }

    private static List<ModelVariant> Chosen(ModelPackage package, VerificationOptions options)
    {
        var all = package.Manifest.Variants;
        if (options.Variants is not { } names) return [.. all.Values];
        return [.. names.Distinct(StringComparer.Ordinal).Select(name => all.TryGetValue(name, out var variant)
            ? variant
            : throw new ModelException($"model {package.Manifest.Name}:{package.Manifest.Version} has no variant \"{name}\"; it has {string.Join(", ", all.Keys)}"))];
    }
}
