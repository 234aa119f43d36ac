using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Inference;

/// <summary>The names are those of tensorrt_provider_options.h; a GPU has not seen them here.</summary>
public sealed class TensorRtSettingsTests : IDisposable
{
    private readonly TinyModel _model = new(1000, 100, 50);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Of_FullVariantWithACache_KeepsEngineAndTimingsAndOneProfileForAllBatches()
    {
        var options = TensorRtSettings.Of(_model.Package, Variant("full"), null, "1.29.0", new EngineCache("/e", "/t"));
        Assert.Equal(new Dictionary<string, string>
        {
            ["trt_engine_cache_enable"] = "1", ["trt_engine_cache_path"] = "/e", ["trt_timing_cache_enable"] = "1", ["trt_timing_cache_path"] = "/t",
            ["trt_profile_min_shapes"] = "waveform:1x100", ["trt_profile_opt_shapes"] = "waveform:1x100", ["trt_profile_max_shapes"] = "waveform:8x100",
        }, options);
    }

    [Theory]
    [InlineData("fp16", "trt_fp16_enable")]
    [InlineData("int8", "trt_int8_enable")]
    public void Of_Precision_IsTheVariants(string variant, string key)
    {
        var options = TensorRtSettings.Of(_model.Package, Variant(variant), 1, "1.29.0", null);
        Assert.Equal(new Dictionary<string, string> { [key] = "1" }, options);
    }

    [Fact]
    public void Of_OlderLibrary_LeavesOutWhatItDoesNotKnow() =>
        Assert.Equal(["trt_engine_cache_enable", "trt_engine_cache_path", "trt_timing_cache_enable"], TensorRtSettings.Of(_model.Package, Variant("full"), null, "1.12.1", new EngineCache("/e", "/t")).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void For_AnotherFileTensorRtOrGpu_IsAnotherFolder()
    {
        Write("proc/driver/nvidia/version", "570");
        Write("usr/lib/x86_64-linux-gnu/libnvinfer.so.10.3.0", "");
        var before = Cache("full");
        Assert.Equal(before, Cache("full"));
        Assert.NotEqual(before.Engines, Cache("int8").Engines);
        Assert.Equal(before.Timings, Cache("int8").Timings);
        Write("usr/lib/x86_64-linux-gnu/libnvinfer.so.10.4.0", "");
        var updated = Cache("full");
        Assert.NotEqual(before.Engines, updated.Engines);
        Write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: another");
        Assert.NotEqual(updated.Engines, Cache("full").Engines);
    }

    [Fact]
    public void TryMake_WhereNoFolderCanBe_IsFalse()
    {
        var file = _folder.Write("a file", []);
        Assert.False(EngineCache.For(file, _model.Package, Variant("full"), TinyModel.Library, _folder.Path).TryMake());
        Assert.True(EngineCache.For(_folder["cache"], _model.Package, Variant("full"), TinyModel.Library, _folder.Path).TryMake());
    }

    [Fact]
    public void Open_OnWhateverIsThere_TellsWhichProviderTookHowManyNodes()
    {
        using var runner = ModelRunner.Open(TinyModel.Library, _model.Package, Variant("full"), new ModelOptions { CacheDirectory = _folder.Path });
        Assert.SkipWhen(runner.Placement.Count == 0, $"ONNX Runtime {TinyModel.Library.Version} does not tell");
        Assert.InRange(runner.Placement.Sum(p => p.Nodes), 1, 10);
        if (runner.Provider == "CPU") Assert.Equal("CPU", Assert.Single(runner.Placement).Provider);
    }

    [Fact]
    public void Open_TensorRtAskedForWhereItIsNot_IsOneSentence()
    {
        Assert.SkipWhen(TinyModel.Library.Offers(OrtProvider.TensorRt), "this library has TensorRT");
        var error = Assert.Throws<ModelException>(() => ModelRunner.Open(TinyModel.Library, _model.Package, Variant("full"), new ModelOptions { Provider = OrtProvider.TensorRt, CacheDirectory = _folder.Path }));
        Assert.StartsWith("TensorRT was asked for and cannot be had, set the provider to auto or cpu: ", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["tensorrt"]), "no cache is made for a provider that is not there");
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private EngineCache Cache(string variant) => EngineCache.For("/cache", _model.Package, Variant(variant), TinyModel.Library, _folder.Path);

    private void Write(string name, string text) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private static ModelVariant Variant(string name) => new(name, "model.onnx", new string(name == "full" ? '0' : '1', 64), null);
}
