using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
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
    private readonly CancellationToken _cancellation;

    private StaticQuantizer(
        OnnxRuntimeLibrary library, OnnxModel model, TensorShapes shapes, StaticOptions options,
        IReadOnlyDictionary<string, ValueRange> ranges, List<float[]> probes, CancellationToken cancellation)
    {
        (_library, _model, _shapes, _options, _ranges, _probes, _cancellation) = (library, model, shapes, options, ranges, probes, cancellation);
        _reference = OutputRunner.Run(library, model, shapes, probes, cancellation);
    }

    /// <summary>Quantizes a prepared model.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="model">A prepared float model; not changed.</param>
    /// <param name="options">How.</param>
    /// <param name="data">What the box hears or sees.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <exception cref="ModelException">The data means nothing, or nothing in the model can be quantized.</exception>
    public static StaticResult Quantize(
        OnnxRuntimeLibrary library, OnnxModel model, StaticOptions options, ICalibrationData data, IProgress<string>? progress, CancellationToken cancellation)
    {
        var shapes = TensorShapes.Infer(library, model);
        var plan = StaticPlan.Make(new GraphView(model), shapes, Kept(options));
        if (!plan.Nodes.Any(n => plan.Kind(n) == NodeKind.Weighted))
            throw new ModelException($"{model.Source}: no layer can be quantized ({string.Join("; ", plan.Reasons.Take(3).Select(r => $"{r.Key}: {r.Value}"))})");
        progress?.Report($"calibrating {plan.Tensors.Count} tensors");
        var histograms = ActivationCalibrator.Run(library, model, shapes, plan.Tensors, data, cancellation);
        var ranges = histograms.ToDictionary(h => h.Key, h => RangeEstimator.Estimate(h.Value, options.Calibration, options.Percentile), StringComparer.Ordinal);
        var elements = ActivationCalibrator.SingleInput(model, shapes).Elements;
        return new StaticQuantizer(library, model, shapes, options, ranges, Spread(CheckedCalibration.Read(data, elements)), cancellation).Search(progress);
    }

    private static Dictionary<string, string> Kept(StaticOptions options) => options.KeepFloat.ToDictionary(name => name, _ => "was asked to stay float", StringComparer.Ordinal);

    private StaticResult Search(IProgress<string>? progress)
    {
        var kept = Kept(_options);
        var (model, plan) = Write(kept);
        var difference = Compare(model);
        var excluded = new List<SensitiveLayer>();
        if (difference.Relative > _options.QualityBudget && _options.MostExcluded > 0)
        {
            var ranking = Rank(plan, kept, progress);
            foreach (var layer in ranking.Take(_options.MostExcluded))
            {
                if (difference.Relative <= _options.QualityBudget) break;
                kept[layer.Node] = FormattableString.Invariant($"is left float by the sensitivity search: alone it costs a relative error of {layer.Error:F4}");
                var (candidate, changed) = Write(kept);
                var better = Compare(candidate);
                // A layer can look harmful only because of what follows it; leaving it float must really help.
                if (better.Relative >= difference.Relative * 0.98)
                {
                    kept.Remove(layer.Node);
                    continue;
                }

                (model, plan, difference) = (candidate, changed, better);
                excluded.Add(layer);
                progress?.Report(FormattableString.Invariant($"{layer.Node} stays float: relative error {better.Relative:F4}"));
            }
        }

        return new StaticResult(model, plan, _ranges, difference, excluded);
    }

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
            ranking.Add(new SensitiveLayer(name, Compare(Write(others).Model).Relative));
        }

        return [.. ranking.OrderByDescending(l => l.Error)];
    }

    private (OnnxModel Model, StaticPlan Plan) Write(IReadOnlyDictionary<string, string> kept)
    {
        var view = new GraphView(_model.Clone());
        var plan = StaticPlan.Make(view, _shapes, kept);
        StaticRewriter.Apply(view, plan, _options, _ranges);
        return (view.Model, plan);
    }

    private OutputDifference Compare(OnnxModel model) => OutputDifference.Of(_reference, OutputRunner.Run(_library, model, _shapes, _probes, _cancellation));

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
