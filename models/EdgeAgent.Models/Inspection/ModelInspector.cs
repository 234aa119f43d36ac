using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Models.Manifests;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Inspection;

/// <summary>Looks into a package: what is used, whether the manifest or a default decided it, and what the model file declares.</summary>
public static class ModelInspector
{
    /// <summary>Inspects an opened package. A file that can't be opened or does not fit is described, not thrown.</summary>
    /// <exception cref="ModelException">The manifest can't be read any more.</exception>
    public static ModelInspection Inspect(ModelPackage package, IModelProbe probe)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(probe);
        var manifest = package.Manifest;
        var variants = manifest.Variants.Values.Select(variant => Look(package, variant, probe)).ToList();
        var reference = variants.FirstOrDefault(v => v.Name == VariantsReader.Reference)?.Surface;
        return new ModelInspection(
            manifest.Name, manifest.Version, package.Directory, package.Digest,
            manifest.Description, manifest.License, manifest.Origin,
            [.. Choices(package, reference)],
            [.. Labels(package, reference).Select((label, index) => new InspectedLabel(index, label, manifest.EventsPerLabel.ContainsKey(label), manifest.RulesFor(label)))],
            variants, manifest.Golden);
    }

    /// <summary>The package's labels, or those that an image model's file names itself.</summary>
    private static IReadOnlyList<string> Labels(ModelPackage package, ModelSurface? surface) =>
        package.Manifest.IsImage && surface is not null && ImageResolver.Resolve(package, surface).Plan is { } plan ? plan.Labels : package.Labels;

    private static InspectedVariant Look(ModelPackage package, ModelVariant variant, IModelProbe probe)
    {
        var path = package.PathOf(variant);
        var bytes = File.Exists(path) ? new FileInfo(path).Length : 0;
        var most = package.Manifest.MaxBatch(variant);
        try
        {
            var surface = probe.Inspect(path);
            var tested = new VariantUnderTest(package, variant, probe);
            VerificationCheck[] checks = package.Manifest.IsImage ? [SurfaceCheck.Image(tested, surface)] : [SurfaceCheck.Input(tested, surface), SurfaceCheck.Output(tested, surface)];
            var problems = checks.Where(check => check.Outcome == VerificationOutcome.Fail).Select(check => check.Detail).ToList();
            return new InspectedVariant(variant.Name, variant.File, bytes, variant.Sha256, most, surface, problems.Count == 0 ? null : string.Join("; ", problems));
        }
        catch (ModelException error)
        {
            return new InspectedVariant(variant.Name, variant.File, bytes, variant.Sha256, most, null, error.Message);
        }
    }

    private static IEnumerable<InspectedChoice> Choices(ModelPackage package, ModelSurface? surface)
    {
        var path = Path.Combine(package.Directory, ManifestReader.FileName);
        var stated = ManifestReader.ReadDocument(SmallFile.Read(path, ManifestReader.LargestFile), path).Stated;
        var (input, output, batch, rules) = (package.Manifest.Input, package.Manifest.Output, package.Manifest.Batch, package.Manifest.Events);
        var takes = surface?.Inputs.FirstOrDefault(t => t.Name == input.Tensor);
        var gives = surface?.Outputs.FirstOrDefault(t => t.Name == output.Tensor);

        InspectedChoice Choice(string key, string value, string? declared = null)
        {
            var says = stated.Contains(key);
            var why = says ? "the manifest says so" : "the manifest is silent; this is the default";
            return new InspectedChoice(key, value, says ? ChoiceSource.Manifest : ChoiceSource.Default, declared is null ? why : $"{why}; {declared}");
        }

        yield return Choice("task", package.Manifest.Task);
        if (package.Manifest.IsImage)
        {
            foreach (var choice in ImageChoices(package, surface)) yield return choice;
            yield break;
        }

        yield return Choice("input.tensor", input.Tensor, Declared(takes, surface?.Inputs));
        yield return Choice("input.kind", input.Kind);
        yield return Choice("input.sampleRate", Text($"{input.SampleRate} Hz"), MetadataRate(surface));
        yield return Choice("input.windowSamples", Text($"{input.WindowSamples} ({(double)input.WindowSamples / input.SampleRate:0.###} s)"), Declared(takes, surface?.Inputs));
        yield return Choice("input.hopSamples", Text($"{input.HopSamples} ({(double)input.HopSamples / input.SampleRate:0.###} s)"));
        yield return Choice("input.channels", Text($"{input.Channels}"));
        yield return Choice("output.tensor", output.Tensor, Declared(gives, surface?.Outputs));
        yield return Choice("output.format", output.Format);
        yield return Choice("output.activation", output.Activation switch { ScoreActivation.Sigmoid => "sigmoid", ScoreActivation.Softmax => "softmax", _ => "none" });
        yield return Choice("labels", Text($"{package.Labels.Count} labels"), Declared(gives, surface?.Outputs));
        yield return Choice("batch.max", Text($"{batch.Max}"), BatchDimension(takes));
        yield return Choice("batch.delayMs", Text($"{batch.DelayMs}"));
        yield return Choice("batch.invariant", batch.Invariant ? "true" : "false");
        yield return Choice("events.high", Text($"{rules.High}"));
        yield return Choice("events.low", Text($"{rules.Low}"));
        yield return Choice("events.smoothing", rules.Smoothing == SmoothingKind.None ? "none" : Text($"{(rules.Smoothing == SmoothingKind.Mean ? "mean" : "median")}:{rules.SmoothingWindows}"));
        yield return Choice("events.kOfN", Text($"{rules.Confirm}/{rules.ConfirmOf}"));
        yield return Choice("events.minSeconds", Text($"{rules.MinSeconds}"));
        yield return Choice("events.mergeGapSeconds", Text($"{rules.MergeGapSeconds}"));
        yield return Choice("events.maxSeconds", Text($"{rules.MaxSeconds}"));
    }

    /// <summary>What the resolver decided for an image model, also as far as it came.</summary>
    private static IEnumerable<InspectedChoice> ImageChoices(ModelPackage package, ModelSurface? surface) => surface is null
        ? []
        : ImageResolver.Resolve(package, surface).Choices.Select(choice => new InspectedChoice(
            choice.Key, choice.Value,
            choice.Source switch { PlanSource.Manifest => ChoiceSource.Manifest, PlanSource.Metadata => ChoiceSource.Metadata, PlanSource.Shape => ChoiceSource.Shape, _ => ChoiceSource.Default },
            choice.Why));

    private static string? Declared(TensorDescription? tensor, IReadOnlyList<TensorDescription>? all)
    {
        if (all is null) return null;
        return tensor is null ? $"the file does not have it, it declares {string.Join("; ", all)}" : $"the file declares {tensor}";
    }

    private static string? BatchDimension(TensorDescription? tensor) => tensor?.Shape switch
    {
        null => null,
        [_] => "the file takes one window without a batch dimension",
        [< 0, _] => "the file takes any number of windows",
        [var fixedTo, _] => Text($"the file takes {fixedTo} at once"),
        _ => null,
    };

    private static string? MetadataRate(ModelSurface? surface)
    {
        foreach (var key in new[] { "sample_rate", "sampleRate", "sampling_rate" })
            if (surface is not null && surface.Metadata.TryGetValue(key, out var rate)) return $"the file's metadata says {key} = {JsonNames.Quote(rate)}";
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
