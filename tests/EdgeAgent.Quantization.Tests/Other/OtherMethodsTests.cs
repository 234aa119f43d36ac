using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Other;

public sealed class OtherMethodsTests
{
    [Fact]
    public void Dynamic_TransformerBlock_BecomesOneFusedProductEach()
    {
        using var folder = new TemporaryFolder();
        var file = Feedforward(folder, width: 64, rows: 16);
        var made = Trial.Quantize(file, ListCalibration.Noise(16, 64 * 16), new QuantizeOptions { Method = QuantizationMethod.Dynamic });
        var small = made.Write(Path.Combine(folder.Path, "int8.onnx"))[0];

        Assert.Equal(2, made.Fusion!.Operators["com.microsoft.DynamicQuantizeMatMul"]);
        Assert.Equal(0, made.Fusion.Unexplained);
        Assert.True(made.Difference!.Relative < 0.05, made.Difference.ToString());
        Assert.True(new FileInfo(small).Length < 0.3 * new FileInfo(file).Length);
        OnnxChecker.Check(small);
    }

    [Fact]
    public void Dynamic_NoProducts_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 4).Sigmoid("x", "y").Output("y", "N", 4).Save(Path.Combine(folder.Path, "full.onnx"));

        var error = Assert.Throws<ModelException>(() => Trial.Quantize(file, null, new QuantizeOptions { Method = QuantizationMethod.Dynamic }));

        Assert.Contains("no MatMul or Gemm has constant weights", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_SmallCnn_IsHalfTheSizeAndTakesFloats()
    {
        using var folder = new TemporaryFolder();
        var full = SmallCnn.Save(folder, width: 64);
        var made = Trial.Quantize(full, ListCalibration.Noise(16, SmallCnn.Elements), new QuantizeOptions { Method = QuantizationMethod.Half });
        var small = made.Write(Path.Combine(folder.Path, "fp16.onnx"))[0];

        Assert.InRange((double)new FileInfo(small).Length / new FileInfo(full).Length, 0.4, 0.55);
        Assert.True(made.Difference!.Relative < 0.01, made.Difference.ToString());
        OnnxChecker.Check(small);
    }

    [Fact]
    public void Half_BlockedOperator_StaysFloat32BetweenCasts()
    {
        using var folder = new TemporaryFolder();
        var file = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 1, 16).Initializer("w", [2, 1, 3], ListCalibration.Values(new Random(1), 6))
            .Node("Conv", ["x", "w"], ["c"], ("kernel_shape", new[] { 3L })).Node("Relu", ["c"], ["r"])
            .Node("Softmax", ["r"], ["s"], ("axis", -1L)).Constant("k", 2f).Mul("s", "k", "y").Output("y", "N", 2, 14).Save(Path.Combine(folder.Path, "full.onnx"));

        var made = Trial.Quantize(file, ListCalibration.Noise(16, 16), new QuantizeOptions { Method = QuantizationMethod.Half });

        Assert.Equal(4, made.Model.Graph.Node.Count(n => n.OpType == "Cast"));
        Assert.True(made.Difference!.Relative < 0.01);
    }

    [Fact]
    public void Weights8_SmallCnn_IsAQuarterOfTheSize()
    {
        using var folder = new TemporaryFolder();
        var full = SmallCnn.Save(folder, width: 64);
        var made = Trial.Quantize(full, ListCalibration.Noise(16, SmallCnn.Elements), new QuantizeOptions { Method = QuantizationMethod.Weights8 });
        var small = made.Write(Path.Combine(folder.Path, "weights8.onnx"))[0];

        Assert.True(new FileInfo(small).Length < 0.3 * new FileInfo(full).Length);
        Assert.True(made.Difference!.Relative < 0.02, made.Difference.ToString());
        OnnxChecker.Check(small);
    }

    [Fact]
    public void Weights8_WeightsBesideTheModel_AreConverted()
    {
        using var folder = new TemporaryFolder();
        var full = SmallCnn.Save(folder, width: 64);
        var large = OnnxWriter.Write(OnnxModel.Read(full), Path.Combine(folder.Path, "large.onnx"), inlineLimit: 1000)[0];

        var small = Trial.Quantize(large, null, new QuantizeOptions { Method = QuantizationMethod.Weights8 }).Write(Path.Combine(folder.Path, "weights8.onnx"))[0];

        var input = ListCalibration.Values(new Random(1), SmallCnn.Elements);
        Assert.All(Trial.Run(full, input).Zip(Trial.Run(small, input)), p => Assert.Equal(p.First, p.Second, 0.05f));
    }

    [Fact]
    public void ShortWeights_DftKernel_IsStoredInQuarterAndComesBackAt96Decibels()
    {
        const int taps = 256, bins = 40;
        var kernel = new float[2 * bins * taps];
        for (var b = 0; b < bins; b++)
            for (var n = 0; n < taps; n++)
            {
                var window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / taps));
                kernel[(2 * b * taps) + n] = (float)(window * Math.Cos(2 * Math.PI * b * n / taps));
                kernel[(((2 * b) + 1) * taps) + n] = (float)(window * Math.Sin(2 * Math.PI * b * n / taps));
            }

        using var folder = new TemporaryFolder();
        var full = new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 1, 1024).Initializer("dft", [2 * bins, 1, taps], kernel)
            .Node("Conv", ["x", "dft"], ["f"], ("kernel_shape", new long[] { taps }), ("strides", new[] { 128L })).Node("Abs", ["f"], ["a"]).Constant("k", 1e-3f).Add("a", "k", "s").Node("Log", ["s"], ["l"])
            .Initializer("w", [16, 2 * bins, 3], ListCalibration.Values(new Random(1), 16 * 2 * bins * 3)).Node("Conv", ["l", "w"], ["y"], ("kernel_shape", new[] { 3L }))
            .Output("y", "N", 16, 5).Save(Path.Combine(folder.Path, "full.onnx"));

        var made = Trial.Quantize(full, ListCalibration.Noise(16, 1024), new QuantizeOptions { Method = QuantizationMethod.Weights8 });
        var small = made.Write(Path.Combine(folder.Path, "small.onnx"))[0];

        Assert.True(new FileInfo(small).Length < 0.31 * new FileInfo(full).Length, $"{new FileInfo(small).Length} of {new FileInfo(full).Length}");
        Assert.True(made.Difference!.Relative < 0.02, made.Difference.ToString());
        OnnxChecker.Check(small);
    }

    private static string Feedforward(TemporaryFolder folder, int width, int rows)
    {
        var random = new Random(1);
        return new OnnxModelBuilder { Opset = 13 }.Input("x", "N", rows, width)
            .Initializer("w1", [width, 4 * width], ListCalibration.Values(random, 4 * width * width, 0.1f)).MatMul("x", "w1", "m1").Initializer("b1", [4 * width], ListCalibration.Values(random, 4 * width)).Add("m1", "b1", "a1")
            .Node("Relu", ["a1"], ["r1"])
            .Initializer("w2", [4 * width, width], ListCalibration.Values(random, 4 * width * width, 0.1f)).MatMul("r1", "w2", "m2").Initializer("b2", [width], ListCalibration.Values(random, width)).Add("m2", "b2", "a2")
            .Add("a2", "x", "y").Output("y", "N", rows, width).Save(Path.Combine(folder.Path, "full.onnx"));
    }
}
