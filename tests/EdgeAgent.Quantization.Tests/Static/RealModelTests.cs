using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Tests.Support;

namespace EdgeAgent.Quantization.Tests.Static;

/// <summary>Models that were trained, on recordings that were made at sea.</summary>
public sealed class RealModelTests
{
    [Fact]
    public void Quantize_ShippedHumpback_FusesEverythingInAQuarterOfTheFile()
    {
        using var probe = new OnnxModelProbe(Trial.Library, new ModelOptions { Provider = OrtProvider.Cpu });
        var package = PackageReader.Open(Path.Combine(Repository.Root, "models/repository/humpback/1"));
        var full = package.PathOf(package.Manifest.Variants["full"]);
        var recordings = package.Manifest.Golden.Select(g => Path.Combine(package.Directory, g.Input)).ToArray();
        using var folder = new TemporaryFolder();

        var made = Trial.Quantize(full, new RecordingCalibration(probe, package, recordings), new QuantizeOptions { Output = package.Manifest.Output.Tensor });
        var small = made.Write(folder["int8.onnx"])[0];

        Assert.Equal(0, made.Fusion!.Unexplained);
        Assert.True(new FileInfo(small).Length <= 0.27 * new FileInfo(full).Length, $"{new FileInfo(small).Length} of {new FileInfo(full).Length} bytes");
        Assert.True(made.Difference!.Relative < 0.05, made.Difference.ToString());
        OnnxChecker.Check(small);
    }

    [Theory]
    [InlineData("models/humpback-cnn-baseline/model.onnx", 7)]
    [InlineData("models/yamnet-humpback/model.onnx", 27)]
    public void Quantize_PublicAudioModels_FuseEverything(string model, int layers)
    {
        var full = Repository.SharedPath(model);
        // Noise tells nothing of accuracy, but every operator of the graph runs.
        var made = Trial.Quantize(full, ListCalibration.Noise(12, 15600, scale: 0.1f));

        Assert.Equal(0, made.Fusion!.Unexplained);
        Assert.True(made.Fusion.Operators["com.microsoft.QLinearConv"] + made.Fusion.Operators.GetValueOrDefault("com.microsoft.QGemm") >= layers);
    }

    [Theory]
    [InlineData("mnist_cntk", 28 * 28)]
    [InlineData("ultraface_rfb_320", 3 * 240 * 320)]
    [InlineData("fastestdet_352", 3 * 352 * 352)]
    [InlineData("deeplab_v3_257", 3 * 257 * 257)]
    [InlineData("tinyyolov2_voc_416", 3 * 416 * 416)]
    [InlineData("yolox_nano_416", 3 * 416 * 416)]
    [InlineData("nanodet_m_320", 3 * 320 * 320)]
    public void Quantize_PublicImageModels_FuseEverythingAndPassTheStandardsChecker(string model, int elements)
    {
        var full = Repository.SharedPath($"vision/models/{model}/model.onnx");
        using var folder = new TemporaryFolder();

        var made = Trial.Quantize(full, ListCalibration.Noise(8, elements, scale: 0.5f, mean: 0.5f));

        Assert.True(made.Fusion!.Unexplained == 0, string.Join("; ", made.Fusion.Leftovers.Where(l => !l.IsExpected)));
        OnnxChecker.Check(made.Write(folder["int8.onnx"])[0]);
    }

    [Fact]
    public void Quantize_HalfFloatModel_IsRefused()
    {
        var error = Assert.Throws<ModelException>(() => Trial.Quantize(Repository.SharedPath("vision/models/squeezenet_fp16_224/model.onnx"), ListCalibration.Noise(8, 3 * 224 * 224)));

        Assert.Contains("Float16 already; give the float32 model", error.Message, StringComparison.Ordinal);
    }
}
