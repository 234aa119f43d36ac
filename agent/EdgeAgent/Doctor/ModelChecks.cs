using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Models.Verification;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Doctor;

/// <summary>Models: what executes them here, and whether each configured package does what its author saw.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class ModelChecks(DoctorContext context)
{
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(15);

    // Enough to see whether it is broken here; how rarely it is wrong is the business of models verify.
    private const int WindowsPerProbe = 2;

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        var references = References().ToArray();
        // Building an engine of TensorRT takes minutes.
        yield return new DoctorCheck("provider", Opening, _ => Task.FromResult(Provider(references)));
        foreach (var reference in references) yield return new DoctorCheck($"model {reference}", TimeSpan.FromMinutes(2), cancellation => Task.FromResult(Verify(reference, cancellation)));
    }

    private IEnumerable<string> References() => context.Settings.Pipelines.SelectMany(p => p.Models).Distinct(StringComparer.Ordinal);

    private CheckOutcome Provider(string[] references)
    {
        var asked = context.Settings.Provider;
        if (references.Length == 0) return CheckOutcome.Skip("no model is configured that could be tried");
        var model = Shelves.Open(context.Settings).Resolve(references[0]);
        using var session = OrtSession.Open(
            OnnxRuntimeLibrary.Load(context.Settings.OnnxRuntimeLibrary), model.Package.PathOf(model.Variant), new OrtSessionOptions { Provider = asked, IntraThreads = context.Settings.Threads, RecordPlacement = true });
        var seen = $"{session.Provider.DisplayName()} runs {model.Package.Manifest.Name}:{model.Package.Manifest.Version}/{model.Variant.Name}{(asked == OrtProvider.Auto ? "" : ", as Runtime:Provider asks for")}{(session.Placement.Count > 0 ? $": {OrtPlacement.Describe(session.Placement)}" : "")}";
        return session.Provider == OrtProvider.Cpu && GpuDevice.Find(context) is { } gpu
            ? CheckOutcome.Warn($"{seen}, though there is {gpu}: {string.Join(" ", session.ProviderNotes)}", "name an ONNX Runtime with CUDA or TensorRT in Runtime:OnnxRuntimeLibrary, see docs/jetson.md")
            : CheckOutcome.Ok(seen);
    }

    private CheckOutcome Verify(string reference, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        ResolvedModel model = Shelves.Open(context.Settings, warnings.Add).Resolve(reference, cancellation);
        using var probe = new OnnxModelProbe(OnnxRuntimeLibrary.Load(context.Settings.OnnxRuntimeLibrary), new ModelOptions { Provider = context.Settings.Provider, Threads = context.Settings.Threads });
        var report = PackageVerifier.Verify(model.Package, probe, new VerificationOptions { Variants = [model.Variant.Name], WindowsPerProbe = WindowsPerProbe }, null, cancellation);
        var name = $"{report.Name}:{report.Version}/{model.Variant.Name}";
        var said = string.Join("; ", report.Checks.Where(c => c.Outcome != VerificationOutcome.Pass).Select(c => $"{c.Name}: {c.Detail}").Concat(warnings));
        if (!report.Passed) return CheckOutcome.Fail($"{name} must not be used here: {said}", $"edge-agent models verify {report.Name}:{report.Version}; push or activate another version");
        return said.Length > 0
            ? CheckOutcome.Warn($"{name} works, and: {said}", $"edge-agent models verify {report.Name}:{report.Version}")
            : CheckOutcome.Ok($"{name} fits its manifest and gives the scores that its author saw ({report.Checks.Count} checks, {report.Checks.Count(c => c.Name.StartsWith("golden ", StringComparison.Ordinal))} golden)");
    }
}
