using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>A model of a few microseconds on disk: three labels, whose scores are the means of red, green and blue at 0..1. Its input is 8×8 pixels, stretched.</summary>
internal sealed class TinyImageModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyImageModel()
    {
        new OnnxModelBuilder().Input("pixels", "N", 3, 8, 8).ReduceMean("pixels", "scores", [2, 3], keepDimensions: false).Output("scores", "N", 3).Save(_folder["model.onnx"]);
        var variant = new ModelVariant("full", "model.onnx", new string('0', 64), null);
        var manifest = new ModelManifest
        {
            Name = "tiny-image",
            Version = 1,
            Task = "image-classification",
            Input = new InputSpec("pixels", "image", 0, 0, 0, 0) { Image = new ImageSpec { Width = 8, Height = 8, Resize = ImageResize.Stretch, Color = ColorOrder.Rgb, Scale = 1 / 255.0, Mean = [0], Std = [1] } },
            Output = new OutputSpec("scores", "scores", ScoreActivation.None) { Image = new ImageOutputSpec { Format = ImageOutputFormat.Scores, Activation = ScoreActivation.None } },
            Events = new EventRules { High = 0.7f, Low = 0.6f },
            EventsPerLabel = new Dictionary<string, EventRules>(),
            Batch = new BatchSpec(4, 0, Invariant: true),
            Variants = new Dictionary<string, ModelVariant> { ["full"] = variant },
            Golden = [],
        };
        var package = new ModelPackage(_folder.Path, manifest, "sha256:" + new string('1', 64), ["red", "green", "blue"]);
        Model = ImageModel.Open(TinyModel.Library, package, variant, new ModelOptions { Provider = OrtProvider.Cpu });
    }

    public ImageModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
    }
}
