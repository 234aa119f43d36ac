using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Static;

public sealed class StaticQuantizerTests
{
    [Fact]
    public void Quantize_SmallCnn_FusesEverythingAndPassesTheStandardsChecker()
    {
        using var folder = new TemporaryFolder();
        var made = Trial.Quantize(SmallCnn.Save(folder), ListCalibration.Noise(32, SmallCnn.Elements));
        var small = made.Write(Path.Combine(folder.Path, "int8.onnx"))[0];

        Assert.Equal(0, made.Fusion!.Unexplained);
        Assert.Equal(2, made.Fusion.Operators["com.microsoft.QLinearConv"]);
        Assert.Equal(1, made.Fusion.Operators["com.microsoft.QGemm"]);
        Assert.True(made.Difference!.Relative < 0.05, made.Difference.ToString());
        OnnxChecker.Check(small);
    }

    [Fact]
    public void Quantize_BatchNormalization_IsFoldedIntoTheConvolution()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 2, 8)
            .Initializer("w", [3, 2, 3], ListCalibration.Values(new Random(1), 18))
            .Node("Conv", ["x", "w"], ["c"], ("kernel_shape", new[] { 3L }))
            .Initializer("s", [3], [1f, 2f, 0.5f]).Initializer("o", [3], [0.1f, 0.2f, 0.3f]).Initializer("m", [3], [0f, 0.1f, -0.1f]).Initializer("v", [3], [1f, 0.5f, 2f])
            .Node("BatchNormalization", ["c", "s", "o", "m", "v"], ["n"]).Node("Relu", ["n"], ["y"])
            .Output("y", "N", 3, 6).Save(Path.Combine(folder.Path, "full.onnx"));

        var made = Trial.Quantize(file, ListCalibration.Noise(16, 16));

        Assert.DoesNotContain("BatchNormalization", made.Fusion!.Operators.Keys);
        Assert.Equal(1, made.Fusion.Operators["com.microsoft.QLinearConv"]);
        Assert.True(made.Difference!.Relative < 0.05);
    }

    [Fact]
    public void Quantize_LayerThatHurts_IsLeftFloatByTheSearch()
    {
        // One channel a million times the others: 8 bits of one scale leave nothing of them.
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 2, 16)
            .Initializer("w1", [2, 2, 1], [1000f, 0f, 0f, 0.01f])
            .Node("Conv", ["x", "w1"], ["c1"], ("kernel_shape", new[] { 1L }))
            .Initializer("w2", [2, 2, 1], [0.0001f, 0f, 0f, 100f])
            .Node("Conv", ["c1", "w2"], ["c2"], ("kernel_shape", new[] { 1L }))
            .Initializer("w3", [4, 2, 3], ListCalibration.Values(random, 24))
            .Node("Conv", ["c2", "w3"], ["y"], ("kernel_shape", new[] { 3L }))
            .Output("y", "N", 4, 14).Save(Path.Combine(folder.Path, "full.onnx"));
        var data = ListCalibration.Noise(32, 32);
        var options = Trial.Plain with { Static = Trial.Plain.Static with { QualityBudget = 0.05, MostExcluded = 3 } };

        var without = Trial.Quantize(file, data);
        var with = Trial.Quantize(file, data, options);

        Assert.True(without.Difference!.Relative > 0.2, without.Difference.ToString());
        Assert.True(with.Difference!.Relative <= 0.05, with.Difference.ToString());
        Assert.NotEmpty(with.Excluded);
        Assert.Contains(with.Fusion!.Leftovers, l => l.IsExpected && l.Reason.Contains("sensitivity search", StringComparison.Ordinal));
        Assert.Contains("com.microsoft.QLinearConv", with.Fusion.Operators.Keys);
    }

    [Fact]
    public void Quantize_KeepFloat_IsObeyed()
    {
        using var folder = new TemporaryFolder();
        var options = Trial.Plain with { Static = Trial.Plain.Static with { KeepFloat = ["Gemm", "Conv_c1"] } };

        var made = Trial.Quantize(SmallCnn.Save(folder), ListCalibration.Noise(16, SmallCnn.Elements), options);

        Assert.Equal(1, made.Fusion!.Operators["com.microsoft.QLinearConv"]);
        Assert.Equal(2, made.Fusion.Leftovers.Count(l => l.Reason == "was asked to stay float"));
    }

    [Fact]
    public void Quantize_KeepFloatOfNoSuchName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = Trial.Plain with { Static = Trial.Plain.Static with { KeepFloat = ["Conv_c9"] } };

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(SmallCnn.Save(folder), ListCalibration.Noise(16, SmallCnn.Elements), options));

        Assert.Contains("no node or operator Conv_c9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_TwoReadersOfAConvolution_StillFuses()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 2, 8)
            .Initializer("w", [2, 2, 1], ListCalibration.Values(random, 4)).Initializer("w2", [2, 2, 1], ListCalibration.Values(random, 4))
            .Node("Conv", ["x", "w"], ["c"], ("kernel_shape", new[] { 1L }))
            .Sigmoid("c", "s").Mul("c", "s", "silu")
            .Node("Conv", ["silu", "w2"], ["d"], ("kernel_shape", new[] { 1L }))
            .Add("d", "silu", "a")
            .Node("Conv", ["a", "w2"], ["y"], ("kernel_shape", new[] { 1L }))
            .Output("y", "N", 2, 8).Save(Path.Combine(folder.Path, "full.onnx"));

        var made = Trial.Quantize(file, ListCalibration.Noise(16, 16));

        Assert.Equal(0, made.Fusion!.Unexplained);
        Assert.Equal(3, made.Fusion.Operators["com.microsoft.QLinearConv"]);
        Assert.Equal(1, made.Fusion.Operators["com.microsoft.QLinearSigmoid"]);
        Assert.Equal(1, made.Fusion.Operators["com.microsoft.QLinearMul"]);
        Assert.Equal(1, made.Fusion.Operators["com.microsoft.QLinearAdd"]);
    }

    [Fact]
    public void Quantize_FrontEnd_StaysFloat()
    {
        // A power spectrum before a small CNN: the convolution that makes it must not be touched.
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 1, 64)
            .Initializer("dft", [8, 1, 16], ListCalibration.Values(random, 128))
            .Node("Conv", ["x", "dft"], ["f"], ("kernel_shape", new[] { 16L }), ("strides", new[] { 8L }))
            .Mul("f", "f", "power").Constant("floor", 1e-6f).Add("power", "floor", "safe").Node("Log", ["safe"], ["log"])
            .Initializer("w", [4, 8, 3], ListCalibration.Values(random, 96))
            .Node("Conv", ["log", "w"], ["c"], ("kernel_shape", new[] { 3L })).Node("Relu", ["c"], ["r"])
            .Initializer("w2", [2, 4, 1], ListCalibration.Values(random, 8))
            .Node("Conv", ["r", "w2"], ["d"], ("kernel_shape", new[] { 1L }))
            // Behind activations a logarithm is no front end.
            .Node("Exp", ["d"], ["e"]).Node("Log", ["e"], ["y"])
            .Output("y", "N", 2, 5).Save(Path.Combine(folder.Path, "full.onnx"));

        var made = Trial.Quantize(file, ListCalibration.Noise(16, 64));

        Assert.Equal(2, made.Fusion!.Operators["com.microsoft.QLinearConv"]);
        Assert.Contains(made.Fusion.Leftovers, l => l.Node == "Conv_f" && l.Reason.StartsWith("belongs to the front end", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(float.NaN, "is NaN")]
    [InlineData(float.PositiveInfinity, "is ∞")]
    public void Quantize_CalibrationIsNotFinite_SaysWhere(float bad, string word)
    {
        using var folder = new TemporaryFolder();
        var inputs = Enumerable.Range(0, 16).Select(i => ListCalibration.Values(new Random(i), SmallCnn.Elements)).ToArray();
        inputs[3][7] = bad;

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(SmallCnn.Save(folder), new ListCalibration(inputs)));

        Assert.Contains("input 3: element 7 " + word.Replace("∞", float.PositiveInfinity.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.25f)]
    public void Quantize_CalibrationIsSilentOrConstant_IsRefused(float level)
    {
        using var folder = new TemporaryFolder();
        var inputs = Enumerable.Range(0, 16).Select(_ => Enumerable.Repeat(level, SmallCnn.Elements).ToArray()).ToArray();

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(SmallCnn.Save(folder), new ListCalibration(inputs)));

        Assert.Contains("silence", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_CalibrationOfAnotherSize_IsRefused()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(SmallCnn.Save(folder), ListCalibration.Noise(16, 65)));

        Assert.Contains("65 elements, but the model takes 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_OpenDimensions_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 1, "length").Initializer("w", [2, 1, 3], ListCalibration.Values(new Random(1), 6))
            .Node("Conv", ["x", "w"], ["y"], ("kernel_shape", new[] { 3L })).Output("y", "N", 2, "out").Save(Path.Combine(folder.Path, "full.onnx"));

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(file, ListCalibration.Noise(16, 64)));

        Assert.True(error.Message.Contains("known only when the model runs", StringComparison.Ordinal) || error.Message.Contains("open dimensions", StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void Quantize_QuantizedModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var small = Trial.Quantize(SmallCnn.Save(folder), ListCalibration.Noise(16, SmallCnn.Elements)).Write(Path.Combine(folder.Path, "int8.onnx"))[0];

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(small, ListCalibration.Noise(16, SmallCnn.Elements)));

        Assert.Contains("is quantized already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantize_NothingToQuantize_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        var file = TinyModels.MeanSigmoid(16, 1).Save(Path.Combine(folder.Path, "full.onnx"));
        var options = Trial.Plain with { Static = Trial.Plain.Static with { KeepFloat = ["MatMul"] } };

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(file, ListCalibration.Noise(16, 16), options));

        Assert.Contains("no layer can be quantized", error.Message, StringComparison.Ordinal);
    }
}
