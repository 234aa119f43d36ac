using System.Security.Cryptography;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Packages;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Replay;

namespace EdgeAgent.Quantize;

/// <summary>Makes a variant, compares it with the full model on this device, and puts it into the package when it is good enough.</summary>
internal sealed class QuantizeSession(AgentSettings settings, Terminal terminal, TimeProvider time)
{
    /// <summary>Each further attempt leaves more layers float.</summary>
    private const int Attempts = 3;

    private readonly OnnxRuntimeLibrary _library = OnnxRuntimeLibrary.Load(settings.OnnxRuntimeLibrary);
    private readonly TerminalProgress _progress = new(terminal);

    /// <summary>Runs.</summary>
    /// <returns>Exit code: 1 when the variant is refused.</returns>
    public async Task<int> RunAsync(QuantizeRequest request, CancellationToken stop)
    {
        var isFile = request.Model.EndsWith(".onnx", StringComparison.Ordinal);
        var package = isFile ? null : new ModelRepository(settings.Repository).Resolve(request.Model, stop).Package;
        var fullPath = package is null ? request.Model : package.PathOf(package.Manifest.Variants["full"]);
        if (package is not null && request.Options.Output is null) request = request with { Options = request.Options with { Output = package.Manifest.Output.Tensor } };
        using var probe = new OnnxModelProbe(_library, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 });
        using var scratch = new ScratchFolder();
        var trial = package is { Manifest.IsImage: true } ? new ImageTrial(settings, _library, terminal) : null;
        using var seeing = trial?.Open(package!, package!.Manifest.Variants["full"]);
        var data = Data(request, package, probe, seeing);
        (QuantizedModel Model, ParityReport Report)? best = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var options = request.Options with { Static = request.Options.Static with { QualityBudget = request.Options.Static.QualityBudget / (1 << (2 * attempt)) } };
            var model = ModelQuantizer.Quantize(_library, fullPath, options, data, _progress, stop);
            var file = model.Write(scratch.File($"{attempt}.onnx"))[0];
            var report = await MeasureAsync(request, package, probe, trial, fullPath, file, model, data, stop).ConfigureAwait(false);
            // A tighter budget that leaves the same layers float leads nowhere new.
            if (best is { } earlier && model.Excluded.Count == earlier.Model.Excluded.Count) break;
            best = (model, report);
            var isQuality = report.Events?.Loss > request.Budget.MaxEventF1Loss || report.Images?.Loss > request.Budget.MaxEventF1Loss || report.Scores.Top1 < request.Budget.MinTop1 || (report.Scores.Top1 is null && report.Scores.Relative > request.Budget.MaxError);
            if (report.IsAccepted || !isQuality || request.Options.Method != QuantizationMethod.Static || request.Options.Static.MostExcluded == 0) break;
            terminal.Note($"attempt {attempt + 1} is refused ({string.Join("; ", report.Refusals)}); more layers stay float");
        }

        terminal.EndProgress();
        return Finish(request, package, fullPath, best!.Value.Model, best.Value.Report);
    }

    private int Finish(QuantizeRequest request, ModelPackage? package, string fullPath, QuantizedModel model, ParityReport report)
    {
        if (request.Json) terminal.WriteLine(ParityJson.Write(report).TrimEnd('\n'));
        else foreach (var line in ParityMarkdown.Format(report).TrimEnd('\n').Split('\n')) terminal.WriteLine(line);
        if (!report.IsAccepted)
        {
            terminal.Note($"{report.Model} stays as it is: {string.Join("; ", report.Refusals)}");
            return ExitCode.Failed;
        }

        if (request.DryRun) return ExitCode.Done;
        if (package is not null)
        {
            var after = VariantWriter.Add(package, model, report);
            terminal.Note($"{report.Model} has the variant {request.Variant} now ({after.Digest})");
            foreach (var cascade in CascadesOver(package)) terminal.Note($"{cascade} names {report.Model} by its digest as its second step; write {after.Digest} there as then.digest");
            return ExitCode.Done;
        }

        var path = request.Out ?? Path.ChangeExtension(fullPath, $".{request.Variant}.onnx");
        terminal.Note($"wrote {string.Join(", ", model.Write(path))}");
        return ExitCode.Done;
    }

    // A cascade holds fast to the very files of its second step.
    private List<string> CascadesOver(ModelPackage second) => [.. new ModelRepository(settings.Repository).List()
        .Where(entry => entry.Package?.Manifest.Then?.Digest == second.Digest).Select(entry => $"{entry.Name}:{entry.Version}")];

    private static ICalibrationData? Data(QuantizeRequest request, ModelPackage? package, OnnxModelProbe probe, ImageModel? seeing)
    {
        if (request.Calibrate.Count == 0) return null;
        if (package is { Manifest.IsImage: false }) return new RecordingCalibration(probe, package, InputFinder.Find(request.Calibrate), request.Windows);
        if (seeing is not null) return new ImageCalibration(seeing, ImageFiles.Find(request.Calibrate), request.Windows);
        if (request.Calibrate is not [var folder]) throw new UsageException("--calibrate takes one folder of tensors (*.f32) for a model that takes no sound");
        return new TensorFileCalibration(folder);
    }

    private async Task<ParityReport> MeasureAsync(
        QuantizeRequest request, ModelPackage? package, OnnxModelProbe probe, ImageTrial? trial, string fullPath, string file, QuantizedModel model, ICalibrationData? data, CancellationToken stop)
    {
        terminal.Progress("comparing speed");
        var speed = SpeedComparison.Measure(_library, fullPath, file, 1, request.SpeedSeconds, time, stop);
        var (scores, events, images) = (model.Difference, (EventParity?)null, (ImageParity?)null);
        var inputs = request.Evaluate.Count > 0 ? request.Evaluate : request.Calibrate;
        if (package is not null && inputs.Count > 0)
        {
            var bytes = await File.ReadAllBytesAsync(file, stop).ConfigureAwait(false);
            // The candidate lies outside the package until it is accepted: an absolute path leads to it.
            var variant = new ModelVariant(request.Variant, file, Convert.ToHexStringLower(SHA256.HashData(bytes)), request.Options.Method == QuantizationMethod.Dynamic ? false : null);
            if (trial is not null) (scores, images) = trial.Compare(package, variant, ImageFiles.Find(inputs), request.Truth?.Tables, model.Difference, stop);
            else scores = VariantTrial.Scores(probe, package, variant, InputFinder.Find(inputs), terminal, stop);
            if (trial is null) events = await new VariantTrial(settings, _library, terminal, time).EventsAsync(package, variant, inputs, request.Truth, stop).ConfigureAwait(false);
        }

        return ParityJudge.Judge(new ParityReport
        {
            Model = package is null ? Path.GetFileName(fullPath) : $"{package.Manifest.Name}:{package.Manifest.Version}",
            Variant = request.Variant,
            Method = QuantizeArguments.NameOf(request.Options.Method),
            Target = request.Options.Static.Target.ToString().ToLowerInvariant(),
            Calibration = data?.Description ?? "no data",
            Runtime = _library.Version,
            Processor = ProcessorName.Read(),
            Scores = scores ?? throw new UsageException("nothing to compare the variants on; name recordings or tensors with --calibrate or --evaluate"),
            Events = events,
            Images = images,
            FullBytes = new FileInfo(fullPath).Length,
            VariantBytes = new FileInfo(file).Length,
            Speed = speed,
            Fusion = model.Fusion,
            Excluded = model.Excluded,
        }, request.Budget, request.Options.Method);
    }
}
