using System.CommandLine;
using EdgeAgent.Hosting;
using EdgeAgent.Quantization;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Quantization.Static;
using EdgeAgent.Replay;

namespace EdgeAgent.Quantize;

/// <summary>The options of <c>models quantize</c> and what they mean together.</summary>
internal sealed class QuantizeArguments
{
    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME:VERSION, a package's path, or an ONNX file." };
    private readonly Option<string[]> _calibrate = new("--calibrate") { Description = "Recordings or, for models that see, images (files, folders, globs) that ranges are learned from; for a bare ONNX file a folder of tensors (*.f32).", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _evaluate = new("--evaluate") { Description = "Recordings or images that the variants are compared on. Default: those of --calibrate.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _method = new("--method") { Description = "static (CNNs), dynamic (transformers), fp16, weights8.", DefaultValueFactory = _ => "static" };
    private readonly Option<string> _target = new("--target") { Description = "x86, arm or tensorrt. Default: this device.", DefaultValueFactory = _ => DefaultTarget() };
    private readonly Option<string> _ranges = new("--ranges") { Description = "auto, minmax, percentile or entropy.", DefaultValueFactory = _ => "auto" };
    private readonly Option<double> _percentile = new("--percentile") { Description = "Share of the values that percentile ranges keep.", DefaultValueFactory = _ => 99.999 };
    private readonly Option<int> _windows = new("--windows") { Description = "Windows or images that ranges are learned from.", DefaultValueFactory = _ => 512 };
    private readonly Option<string[]> _keepFloat = new("--keep-float") { Description = "A node or an operator that stays float. May be given again." };
    private readonly Option<double> _error = new("--max-error") { Description = "Relative error of the outputs beyond which the layers that hurt most stay float.", DefaultValueFactory = _ => 0.1 };
    private readonly Option<int> _excluded = new("--most-excluded") { Description = "Most layers that stay float for that.", DefaultValueFactory = _ => 8 };
    private readonly Option<double> _loss = new("--max-event-f1-loss") { Description = "Largest loss of event F1; for models that see, of detection F1 at an overlap of 0.5.", DefaultValueFactory = _ => 0.005 };
    private readonly Option<double> _top1 = new("--min-top1") { Description = "Least share of windows with the same decision.", DefaultValueFactory = _ => 0.99 };
    private readonly Option<bool> _slower = new("--allow-slower") { Description = "Takes an 8-bit variant although it is not faster here." };
    private readonly Option<string[]> _truth = new("--truth") { Description = "Raven table or CSV of what is really in the recordings, COCO file of what is in the images. May be given again." };
    private readonly Option<string[]> _truthLabels = new("--truth-label") { Description = "What a label of the truth is, such as Mn=humpback.", HelpName = "TRUTH=MODEL" };
    private readonly Option<double> _collar = new("--collar") { Description = "Seconds by which begin and end may be off against the truth.", DefaultValueFactory = _ => 2.0 };
    private readonly Option<string?> _variant = new("--variant") { Description = "Name of the variant. Default: int8, fp16 or weights8." };
    private readonly Option<string?> _out = new("--out") { Description = "Where a bare ONNX file's variant goes. Default: beside it." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Measures and reports, and writes nothing." };
    private readonly Option<bool> _json = new("--json") { Description = "Prints the report as JSON." };

    /// <summary>Adds the options to the verb.</summary>
    public QuantizeArguments(Command command)
    {
        command.Arguments.Add(_model);
        foreach (var option in (Option[])[_calibrate, _evaluate, _method, _target, _ranges, _percentile, _windows, _keepFloat, _error, _excluded, _loss, _top1, _slower, _truth, _truthLabels, _collar, _variant, _out, _dryRun, _json])
            command.Options.Add(option);
    }

    /// <summary>A method as the command line and reports name it.</summary>
    public static string NameOf(QuantizationMethod method) => method == QuantizationMethod.Half ? "fp16" : method.ToString().ToLowerInvariant();

    /// <summary>Reads the request.</summary>
    /// <exception cref="UsageException">An option means nothing.</exception>
    public QuantizeRequest Read(ParseResult parsed)
    {
        var method = Choose<QuantizationMethod>("--method", parsed.GetRequiredValue(_method), NameOf);
        var target = Choose<QuantizationTarget>("--target", parsed.GetRequiredValue(_target), t => t.ToString().ToLowerInvariant());
        var truth = parsed.GetValue(_truth) ?? [];
        var calibrate = parsed.GetValue(_calibrate) ?? [];
        if (method == QuantizationMethod.Static && calibrate.Length == 0) throw new UsageException("--calibrate is missing; static quantization learns ranges from recordings of the place where the box listens, or images of what it sees");
        return new QuantizeRequest
        {
            Model = parsed.GetRequiredValue(_model),
            Calibrate = calibrate,
            Evaluate = parsed.GetValue(_evaluate) ?? [],
            Truth = truth.Length == 0 ? null : new TruthRequest(truth, parsed.GetValue(_truthLabels) ?? [], [], Range("--collar", parsed.GetValue(_collar), 0, 3600)),
            Options = new QuantizeOptions
            {
                Method = method,
                Static = new StaticOptions
                {
                    Target = target,
                    Calibration = Choose<CalibrationMethod>("--ranges", parsed.GetRequiredValue(_ranges), m => m.ToString().ToLowerInvariant()),
                    Percentile = Range("--percentile", parsed.GetValue(_percentile), 50, 100),
                    WeightBits = target == QuantizationTarget.X86 && !ProcessorName.HasVnni() ? 7 : 8,
                    KeepFloat = parsed.GetValue(_keepFloat) ?? [],
                    QualityBudget = Range("--max-error", parsed.GetValue(_error), 0, 1e6),
                    MostExcluded = (int)Range("--most-excluded", parsed.GetValue(_excluded), 0, 1000),
                },
            },
            Budget = new ParityBudget
            {
                MaxEventF1Loss = Range("--max-event-f1-loss", parsed.GetValue(_loss), 0, 1),
                MaxError = Range("--max-error", parsed.GetValue(_error), 0, 1e6),
                MinTop1 = Range("--min-top1", parsed.GetValue(_top1), 0, 1),
                AllowSlower = parsed.GetValue(_slower),
            },
            Variant = parsed.GetValue(_variant) ?? (method is QuantizationMethod.Half or QuantizationMethod.Weights8 ? NameOf(method) : "int8"),
            Windows = (int)Range("--windows", parsed.GetValue(_windows), CheckedWindows, 100_000),
            Out = parsed.GetValue(_out),
            DryRun = parsed.GetValue(_dryRun),
            Json = parsed.GetValue(_json),
        };
    }

    private const int CheckedWindows = 8;

    private static string DefaultTarget() =>
        System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm" : "x86";

    private static T Choose<T>(string option, string text, Func<T, string> name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (name(value) == text) return value;
        throw new UsageException($"{option} {text}: must be one of {string.Join(", ", Enum.GetValues<T>().Select(name))}");
    }

    private static double Range(string option, double value, double from, double to) =>
        value >= from && value <= to ? value : throw new UsageException(FormattableString.Invariant($"{option} {value}: must be from {from} to {to}"));
}
