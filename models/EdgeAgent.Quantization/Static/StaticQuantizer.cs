using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Other;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Quantization.Static;

/// <summary>Quantizes a model with ranges learned from real inputs, and leaves the layers float that hurt most.</summary>
internal sealed class StaticQuantizer
{
    /// <summary>Inputs that variants are compared on while one is made.</summary>
    public const int ProbeInputs = 48;

    private readonly OnnxRuntimeLibrary _library;
    private readonly OnnxModel _model;
    private readonly TensorShapes _shapes;
    private readonly StaticOptions _options;
    private readonly IReadOnlyDictionary<string, ValueRange> _ranges;
    private readonly List<float[]> _probes;
    private readonly List<float[]> _reference;
    private readonly string? _output;
    private readonly CancellationToken _cancellation;

    private StaticQuantizer(
        OnnxRuntimeLibrary library, OnnxModel model, TensorShapes shapes, StaticOptions options,
        IReadOnlyDictionary<string, ValueRange> ranges, List<float[]> probes, string? output, CancellationToken cancellation)
    {
        (_library, _model, _shapes, _options, _ranges, _probes, _output, _cancellation) = (library, model, shapes, options, ranges, probes, output, cancellation);
        _reference = OutputRunner.Run(library, model, shapes, probes, output, cancellation);
    }

    /// <summary>Quantizes a prepared model.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="model">A prepared float model; not changed.</param>
    /// <param name="options">How.</param>
    /// <param name="data">What the box hears or sees.</param>
    /// <param name="output">The output whose error counts; null for all of them.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <exception cref="ModelException">The data means nothing, or nothing in the model can be quantized.</exception>
    public static StaticResult Quantize(
        OnnxRuntimeLibrary library, OnnxModel model, StaticOptions options, ICalibrationData data, string? output, IProgress<string>? progress, CancellationToken cancellation)
    {
        var shapes = TensorShapes.Infer(library, model);
        var plan = StaticPlan.Make(new GraphView(model), shapes, Kept(options));
        if (!plan.Nodes.Any(n => plan.Kind(n) == NodeKind.Weighted))
            throw new ModelException($"{model.Source}: no layer can be quantized ({string.Join("; ", plan.Reasons.Take(3).Select(r => $"{r.Key}: {r.Value}"))})");
        progress?.Report($"calibrating {plan.Tensors.Count} tensors");
        var histograms = ActivationCalibrator.Run(library, model, shapes, plan.Tensors, data, cancellation);
        var probes = Spread(CheckedCalibration.Read(data, ActivationCalibrator.SingleInput(model, shapes).Elements));
        // No way to choose ranges is best for every model; trying them costs little beside the calibration itself.
        StaticQuantizer? best = null;
        var least = double.PositiveInfinity;
        foreach (var method in options.Calibration == CalibrationMethod.Auto ? [CalibrationMethod.Percentile, CalibrationMethod.MinMax, CalibrationMethod.Entropy] : (CalibrationMethod[])[options.Calibration])
        {
            var ranges = histograms.ToDictionary(h => h.Key, h => RangeEstimator.Estimate(h.Value, method, options.Percentile), StringComparer.Ordinal);
            var quantizer = new StaticQuantizer(library, model, shapes, options, ranges, probes, output, cancellation);
            var error = quantizer.Write(Kept(options)).Difference.Relative;
            progress?.Report(FormattableString.Invariant($"{method} ranges: relative error {error:F4}"));
            if (best is not null && error >= least) continue;
            (best, least) = (quantizer, error);
        }

        return best!.Search(progress);
    }

    private static Dictionary<string, string> Kept(StaticOptions options) => options.KeepFloat.Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => "was asked to stay float", StringComparer.Ordinal);

    private StaticResult Search(IProgress<string>? progress)
    {
        var kept = Kept(_options);
        var best = Write(kept);
        if (best.Difference.Relative <= _options.QualityBudget || _options.MostExcluded == 0) return Result(best, []);
        var excluded = new List<SensitiveLayer>();
        foreach (var layer in Rank(best.Plan, kept, progress).Take(_options.MostExcluded))
        {
            kept[layer.Node] = FormattableString.Invariant($"is left float by the sensitivity search: alone it costs a relative error of {layer.Error:F4}");
            excluded.Add(layer);
            best = Write(kept);
            progress?.Report(FormattableString.Invariant($"{layer.Node} stays float: relative error {best.Difference.Relative:F4}"));
            if (best.Difference.Relative <= _options.QualityBudget) break;
        }

        // Some looked harmful only because of others: what does no good goes back to 8 bits.
        foreach (var layer in Enumerable.Reverse(excluded).ToList())
        {
            var reason = kept[layer.Node];
            kept.Remove(layer.Node);
            var without = Write(kept);
            if (without.Difference.Relative <= Math.Max(_options.QualityBudget, best.Difference.Relative * 1.02))
            {
                best = without;
                excluded.Remove(layer);
            }
            else
            {
                kept[layer.Node] = reason;
            }
        }

        return Result(best, excluded);
    }

    private StaticResult Result((OnnxModel Model, StaticPlan Plan, OutputDifference Difference) made, List<SensitiveLayer> excluded) =>
        new(made.Model, made.Plan, _ranges, made.Difference, excluded);

    // Each layer 8-bit alone, all others float: what it does to the output is its own doing.
    private List<SensitiveLayer> Rank(StaticPlan plan, Dictionary<string, string> kept, IProgress<string>? progress)
    {
        var weighted = plan.Nodes.Where(n => plan.Kind(n) == NodeKind.Weighted).Select(n => n.Name).ToArray();
        var ranking = new List<SensitiveLayer>();
        foreach (var name in weighted)
        {
            _cancellation.ThrowIfCancellationRequested();
            progress?.Report($"sensitivity: {ranking.Count + 1} of {weighted.Length} layers");
            var others = weighted.Where(w => w != name).ToDictionary(w => w, _ => "");
            foreach (var (key, why) in kept) others[key] = why;
            ranking.Add(new SensitiveLayer(name, Write(others).Difference.Relative));
        }

        return [.. ranking.OrderByDescending(l => l.Error)];
    }

    private (OnnxModel Model, StaticPlan Plan, OutputDifference Difference) Write(IReadOnlyDictionary<string, string> kept)
    {
        var view = new GraphView(_model.Clone());
        var plan = StaticPlan.Make(view, _shapes, kept);
        StaticRewriter.Apply(view, plan, _options, _ranges);
        if (_options.Target != QuantizationTarget.TensorRt) ShortWeights.Apply(view.Model);
        var difference = OutputDifference.Of(_reference, OutputRunner.Run(_library, view.Model, _shapes, _probes, _output, _cancellation), OutputRunner.AreScores(_model, _shapes, _output));
        return (view.Model, plan, difference);
    }

    // Some from everywhere, whatever the length: keeps every n-th and thins out when there are too many.
    private static List<float[]> Spread(IEnumerable<float[]> inputs)
    {
        var (kept, step, index) = (new List<float[]>(), 1, 0);
        foreach (var input in inputs)
        {
            if (index++ % step != 0) continue;
            kept.Add(input);
            if (kept.Count < 2 * ProbeInputs) continue;
            kept = [.. kept.Where((_, i) => i % 2 == 0)];
            step *= 2;
        }

        return kept;
    }
}
