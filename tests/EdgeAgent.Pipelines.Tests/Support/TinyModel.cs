using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Support;

/// <summary>A model of a few microseconds on disk: one label, <c>score = sigmoid(mean of the window)</c>.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyModel(int rate, int window, int hop, EventRules? rules = null, int maxBatch = 8, OnnxModelBuilder? file = null, Func<ModelManifest, ModelManifest>? change = null, int labels = 1)
    {
        (file ?? TinyModels.MeanSigmoid(window, 1)).Save(_folder["model.onnx"]);
        var variant = new ModelVariant("full", "model.onnx", new string('0', 64), null);
        var manifest = new ModelManifest
        {
            Name = "tiny",
            Version = 1,
            Task = "audio-classification",
            Input = new InputSpec("waveform", "waveform", rate, window, hop, 1),
            Output = new OutputSpec("scores", "scores", ScoreActivation.None),
            Events = rules ?? new EventRules { High = 0.7f, Low = 0.6f },
            EventsPerLabel = new Dictionary<string, EventRules>(),
            Batch = new BatchSpec(maxBatch, 0, Invariant: true),
            Variants = new Dictionary<string, ModelVariant> { ["full"] = variant },
            Golden = [],
        };
        Package = new ModelPackage(_folder.Path, change?.Invoke(manifest) ?? manifest, "sha256:" + new string('1', 64), [.. Enumerable.Range(0, labels).Select(i => $"label-{i}")]);
    }

    public static OnnxRuntimeLibrary Library { get; } = OnnxRuntimeLibrary.Load();

    public ModelPackage Package { get; }

    /// <summary>A sample that, held for a window, gives this score.</summary>
    public static float SampleFor(double score) => (float)Math.Log(score / (1 - score));

    public ModelRunner Open() => ModelRunner.Open(Library, Package, Package.Manifest.Variants["full"], new ModelOptions { Provider = OrtProvider.Cpu });

    public void Dispose() => _folder.Dispose();
}
