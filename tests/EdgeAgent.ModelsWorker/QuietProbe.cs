using EdgeAgent.Core.Models;

namespace EdgeAgent.ModelsWorker;

/// <summary>A model without a runtime: it scores nothing, always.</summary>
internal sealed class QuietProbe : IModelProbe
{
    public ModelSurface Inspect(string modelFile) => new(
        [new TensorDescription("waveform", "float", [-1, 100])], [new TensorDescription("scores", "float", [-1, 2])], new Dictionary<string, string>(), "CPU");

    public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile) => [];

    public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile) => [];

    public string? WhyNoImages => null;

    public ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile) => new();

    public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch) => [.. windows.Select(_ => new float[2])];
}
