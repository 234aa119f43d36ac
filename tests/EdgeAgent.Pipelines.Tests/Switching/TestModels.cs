using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Switching;

/// <summary>Models for changes: each with a name of its own.</summary>
internal static class TestModels
{
    public static TinyModel Make(string name, int rate, int window, int hop, int labels = 1, EventRules? rules = null, OnnxModelBuilder? file = null, int maxBatch = 8) =>
        new(rate, window, hop, rules, maxBatch, file ?? TinyModels.MeanSigmoid(window, labels), m => m with { Name = name }, labels);

    /// <summary>Scores like the others until the mean of a window reaches 5: then its session fails, because it looks beyond the end of a table.</summary>
    public static OnnxModelBuilder FailsWhenLoud(int window) => new OnnxModelBuilder()
        .Input("waveform", "N", window)
        .ReduceMean("waveform", "mean", [1], keepDimensions: true)
        .Sigmoid("mean", "sure")
        .Constant("fifth", 0.2f)
        .Mul("mean", "fifth", "fifths")
        .Cast("fifths", "index", OnnxType.Int64)
        .Initializer("table", [1], new[] { 0f })
        .Node("Gather", ["table", "index"], ["zero"])
        .Add("sure", "zero", "scores")
        .Output("scores", "N", 1);

    /// <summary>The same, with a score that is no number instead.</summary>
    public static OnnxModelBuilder NoNumberWhenLoud(int window) => new OnnxModelBuilder()
        .Input("waveform", "N", window)
        .ReduceMean("waveform", "mean", [1], keepDimensions: true)
        .Sigmoid("mean", "sure")
        .Constant("five", -5f)
        .Add("mean", "five", "over")
        .Constant("minus", -1f)
        .Mul("over", "minus", "under")
        .Node("Sqrt", ["under"], ["root"])
        .Constant("nothing", 0f)
        .Mul("root", "nothing", "zero")
        .Add("sure", "zero", "scores")
        .Output("scores", "N", 1);
}
