using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>The model that sees red and blue squares, opened.</summary>
internal sealed class BlobModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BlobModel(float minScore = 0.3f, int version = 1, string[]? labels = null, bool fails = false)
    {
        BlobPackage.Model(fails).Save(_folder["model.onnx"]);
        var variant = new ModelVariant("full", "model.onnx", new string('0', 64), null);
        var manifest = new ModelManifest
        {
            Name = "blobs",
            Version = version,
            Task = "object-detection",
            Input = new InputSpec("images", "image", 0, 0, 0, 0) { Image = new ImageSpec { Width = BlobPackage.Width, Height = BlobPackage.Height, Resize = ImageResize.Stretch, Color = ColorOrder.Rgb, Scale = 1 / 255.0, Mean = [0], Std = [1] } },
            Output = new OutputSpec("output0", "yolov8", ScoreActivation.None) { Image = new ImageOutputSpec { Format = ImageOutputFormat.Yolov8, Activation = ScoreActivation.None, MinScore = minScore, Nms = NmsKind.PerClass, Iou = 0.2f } },
            Events = new EventRules { High = 0.6f, Low = 0.4f },
            EventsPerLabel = new Dictionary<string, EventRules>(),
            Batch = new BatchSpec(1, 0, Invariant: true),
            Variants = new Dictionary<string, ModelVariant> { ["full"] = variant },
            Golden = [],
        };
        Package = new ModelPackage(_folder.Path, manifest, "sha256:" + new string((char)('0' + version), 64), labels ?? ["red", "blue"]);
        Model = ImageModel.Open(TinyModel.Library, Package, variant, new ModelOptions { Provider = OrtProvider.Cpu });
    }

    public ModelPackage Package { get; }

    public ImageModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
