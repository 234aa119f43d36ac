using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Static;
using EdgeAgent.Quantization.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Static;

/// <summary>The arithmetic that a quantized layer stands for, written out in integers, beside what ONNX Runtime computes.</summary>
public sealed class ScalarReferenceTests
{
    [Theory]
    [InlineData(QuantizationTarget.X86)]
    [InlineData(QuantizationTarget.Arm)]
    [InlineData(QuantizationTarget.TensorRt)]
    public void Conv_AgainstIntegerArithmetic_AgreesWithinOneStep(QuantizationTarget target)
    {
        const int length = 32, taps = 3, outputs = 5;
        var random = new Random(3);
        var weights = ListCalibration.Values(random, outputs * taps);
        var bias = ListCalibration.Values(random, outputs, 0.3f);
        using var folder = new TemporaryFolder();
        var (full, small) = (Path.Combine(folder.Path, "full.onnx"), Path.Combine(folder.Path, "int8.onnx"));
        new OnnxModelBuilder { Opset = 13 }.Input("x", "N", 1, length)
            .Initializer("w", [outputs, 1, taps], weights).Initializer("b", [outputs], bias)
            .Node("Conv", ["x", "w", "b"], ["y"], ("kernel_shape", new long[] { taps })).Output("y", "N", outputs, length - taps + 1).Save(full);
        var data = ListCalibration.Noise(16, length, seed: 5, mean: 0.2f);
        Trial.Quantize(full, data, Trial.Plain with { Static = Trial.Plain.Static with { Target = target } }).Write(small);

        var written = OnnxModel.Read(small);
        var pairs = written.Graph.Node.Where(n => n.OpType == "QuantizeLinear").ToArray();
        var (x, y) = (TypeOf(written, pairs.Single(n => n.Input[0] == "x")), TypeOf(written, pairs.Single(n => n.Input[0] != "x")));
        Assert.Equal(target == QuantizationTarget.X86, !x.IsSigned);
        if (target == QuantizationTarget.TensorRt) Assert.Equal((0, 0), (x.ZeroPoint, y.ZeroPoint));
        foreach (var (_, input) in data.Read())
        {
            var actual = Trial.Run(small, input);
            for (var o = 0; o < outputs; o++)
            {
                var scale = weights.AsSpan(o * taps, taps).ToArray().Max(Math.Abs) / 127;
                for (var t = 0; t <= length - taps; t++)
                {
                    long sum = (long)Math.Round(bias[o] / ((double)x.Scale * scale), MidpointRounding.ToEven);
                    for (var k = 0; k < taps; k++) sum += (x.Quantize(input[t + k]) - x.ZeroPoint) * (long)Math.Round(weights[(o * taps) + k] / scale, MidpointRounding.ToEven);
                    var expected = y.Dequantize(y.Quantize((float)(sum * (double)x.Scale * scale)));
                    Assert.Equal(expected, actual[(o * (length - taps + 1)) + t], y.Scale * 1.01);
                }
            }
        }
    }

    [Theory]
    [InlineData(-1f, 3f, QuantizationTarget.X86, 64, 4f / 255)]
    [InlineData(0f, 2.55f, QuantizationTarget.X86, 0, 0.01f)]
    [InlineData(0.5f, 2.55f, QuantizationTarget.X86, 0, 0.01f)]
    [InlineData(-1f, 3f, QuantizationTarget.Arm, -64, 4f / 255)]
    [InlineData(-1f, 3f, QuantizationTarget.TensorRt, 0, 3f / 127)]
    [InlineData(0f, 0f, QuantizationTarget.X86, 0, 1f)]
    public void ForActivation_Range_HasScaleAndZeroPointOfTheStandard(float min, float max, QuantizationTarget target, int zero, float scale)
    {
        var type = QuantizedType.ForActivation(new ValueRange(min, max), target);

        Assert.Equal(zero, type.ZeroPoint);
        Assert.Equal(scale, type.Scale, 1e-6f);
        Assert.Equal(0, type.Dequantize(type.Quantize(0)));
    }

    [Fact]
    public void PerChannel_LargeBiasOverTinyWeights_StaysWithinInt32()
    {
        var (values, scales) = WeightQuantizer.PerChannel([1e-12f, 1f], 1, 2, 1, [100f, 1f], inputScale: 0.01f);
        var (bias, steps) = WeightQuantizer.Bias([100f, 1f], 0.01f, scales);

        Assert.Equal(100, bias[0] * (double)steps[0], 1e-3);
        Assert.Equal(1, bias[1] * (double)steps[1], 1e-3);
        Assert.Equal(127, values[1]);
    }

    [Fact]
    public void PerChannel_SevenBits_StaysWithin63()
    {
        var (values, scales) = WeightQuantizer.PerChannel([-2f, 1.2f, 0.5f, -0.3f], 1, 2, 2, [], 1, bits: 7);

        Assert.Equal([-63, 38, 63, -38], values.Select(v => (int)v));
        Assert.Equal([2f / 63, 0.5f / 63], scales);
    }

    private static QuantizedType TypeOf(OnnxModel model, NodeProto pair)
    {
        var scale = model.Floats(model.Graph.Initializer.Single(t => t.Name == pair.Input[1]))[0];
        var zero = model.Graph.Initializer.Single(t => t.Name == pair.Input[2]);
        var signed = zero.DataType == (int)TensorProto.Types.DataType.Int8;
        return new QuantizedType(scale, signed ? unchecked((sbyte)zero.RawData[0]) : zero.RawData[0], signed);
    }
}
