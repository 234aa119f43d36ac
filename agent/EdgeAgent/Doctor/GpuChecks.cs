using System.Globalization;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization.Measurement;

namespace EdgeAgent.Doctor;

/// <summary>Every provider on this device: whether it gives the scores of the processor, and how fast.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class GpuChecks(DoctorContext context)
{
    private const double Seconds = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        if (GpuDevice.Find(context) is not { } gpu)
        {
            yield return new DoctorCheck("gpu", () => CheckOutcome.Skip("no GPU is here (no /dev/nvidia0, no Jetson's), so nothing was compared"));
            yield break;
        }

        yield return new DoctorCheck("gpu", () => CheckOutcome.Ok(gpu));
        foreach (var reference in context.Settings.Pipelines.SelectMany(p => p.Models).Distinct(StringComparer.Ordinal).DefaultIfEmpty("latest"))
            foreach (var provider in (OrtProvider[])[OrtProvider.Cpu, OrtProvider.Cuda, OrtProvider.TensorRt])
                yield return new DoctorCheck($"gpu {reference} on {provider.DisplayName()}", Patience, cancellation => Task.FromResult(Compare(reference, provider, cancellation)));
    }

    private CheckOutcome Compare(string reference, OrtProvider provider, CancellationToken cancellation)
    {
        var library = OnnxRuntimeLibrary.Load(context.Settings.OnnxRuntimeLibrary);
        var model = Shelves.Open(context.Settings).Resolve(reference, cancellation);
        BenchmarkReport speed;
        try
        {
            speed = ModelBenchmark.Run(library, model.Package.PathOf(model.Variant), new BenchmarkOptions { Provider = provider, Threads = [context.Settings.Threads], Batches = [1, 8], Seconds = Seconds }, context.Time, null, cancellation);
        }
        catch (ModelException error) when (provider != OrtProvider.Cpu)
        {
            return CheckOutcome.Warn($"can't be used: {error.Message}", "docs/jetson.md says which ONNX Runtime has it");
        }

        var rates = string.Join(", ", speed.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"batch {p.Batch}: {p.P50:0.00} ms (p99 {p.P99:0.00}), {p.WindowsPerSecond:0} windows/s")));
        if (provider == OrtProvider.Cpu) return CheckOutcome.Ok(rates);
        if (Difference(library, model, provider) is not { } difference) return CheckOutcome.Warn($"{rates}; its scores could not be compared, as the package has no golden recording or image that can be read here", "add one to the package");
        var seen = string.Create(CultureInfo.InvariantCulture, $"{rates}; scores differ from the processor's by {difference:0.00000} at most");
        var tolerated = model.Package.Manifest.Golden.Min(g => g.Tolerance);
        // Not a number is no agreement.
        return !(difference <= tolerated) ? CheckOutcome.Fail(seen, string.Create(CultureInfo.InvariantCulture, $"set Runtime:Provider to cpu for this model: {tolerated} is tolerated")) : CheckOutcome.Ok(seen);
    }

    private double? Difference(OnnxRuntimeLibrary library, ResolvedModel model, OrtProvider provider)
    {
        using var one = new OnnxModelProbe(library, new ModelOptions { Provider = OrtProvider.Cpu, Threads = context.Settings.Threads });
        using var other = new OnnxModelProbe(library, new ModelOptions { Provider = provider, Threads = context.Settings.Threads });
        double? largest = null;
        foreach (var golden in model.Package.Manifest.Golden)
        {
            var recording = Path.Combine(model.Package.Directory, golden.Input);
            if (model.Package.Manifest.IsImage && one.WhyNoImages is not null) return null;
            largest = Math.Max(largest ?? 0, model.Package.Manifest.IsImage
                ? Apart(one.Look(model.Package, model.Variant, recording), other.Look(model.Package, model.Variant, recording))
                : Largest(one.ScoreRecording(model.Package, model.Variant, recording), other.ScoreRecording(model.Package, model.Variant, recording)));
        }

        return largest;
    }

    /// <summary>The largest difference of two runs' scores: not a number where one of them is none, infinite where they are not of the same windows and labels.</summary>
    internal static double Largest(IReadOnlyList<float[]> one, IReadOnlyList<float[]> other)
    {
        if (one.Count != other.Count) return double.PositiveInfinity;
        var largest = 0.0;
        foreach (var (mine, its) in one.Zip(other))
        {
            if (mine.Length != its.Length) return double.PositiveInfinity;
            for (var i = 0; i < mine.Length; i++) largest = Math.Max(largest, Math.Abs((double)mine[i] - its[i]));
        }

        return largest;
    }

    // Scores of classes, or of objects in their order; one that only one of them sees is as far away as can be.
    private static double Apart(ImageAnswer mine, ImageAnswer its)
    {
        if (mine.Detections.Count != its.Detections.Count) return 1;
        var scores = mine.Scores.Zip(its.Scores, (a, b) => Math.Abs(a - b));
        return scores.Concat(mine.Detections.Zip(its.Detections, (a, b) => Math.Abs(a.Score - b.Score))).Aggregate(0.0, (largest, difference) => Math.Max(largest, difference));
    }
}
