using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>A CNN of three layers over 64 inputs; small, but with all that a real one has.</summary>
internal static class SmallCnn
{
    public const int Elements = 64;

    public static OnnxModelBuilder Builder(int seed = 1, int width = 8)
    {
        var random = new Random(seed);
        return new OnnxModelBuilder { Opset = 13 }
            .Input("x", "N", 1, 8, 8)
            .Initializer("w1", [width, 1, 3, 3], ListCalibration.Values(random, width * 9)).Initializer("b1", [width], ListCalibration.Values(random, width, 0.1f))
            .Node("Conv", ["x", "w1", "b1"], ["c1"], ("kernel_shape", new[] { 3L, 3L }), ("pads", new[] { 1L, 1L, 1L, 1L }))
            .Node("Relu", ["c1"], ["r1"])
            .Initializer("w2", [width, width, 3, 3], ListCalibration.Values(random, width * width * 9, 0.2f)).Initializer("b2", [width], ListCalibration.Values(random, width, 0.1f))
            .Node("Conv", ["r1", "w2", "b2"], ["c2"], ("kernel_shape", new[] { 3L, 3L }), ("pads", new[] { 1L, 1L, 1L, 1L }))
            .Node("Relu", ["c2"], ["r2"])
            .Node("GlobalAveragePool", ["r2"], ["p"])
            .Node("Flatten", ["p"], ["f"], ("axis", 1L))
            .Initializer("w3", [width, 2], ListCalibration.Values(random, width * 2)).Initializer("b3", [2], [0.1f, -0.1f])
            .Node("Gemm", ["f", "w3", "b3"], ["y"])
            .Output("y", "N", 2);
    }

    /// <summary>Saves it in a folder.</summary>
    public static string Save(TemporaryFolder folder, int width = 8) => Builder(width: width).Save(Path.Combine(folder.Path, "full.onnx"));
}
