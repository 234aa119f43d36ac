using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Control.Tests.Models;

/// <summary>A box on which no pipeline runs and every model scores nothing.</summary>
internal sealed class QuietBox : IModelSwitch, IModelProbe
{
    public event Action<ModelSwap>? Switched
    {
        add { }
        remove { }
    }

    public IReadOnlyList<ModelObservation> Observe() => [];

    public Task<SwitchOutcome> SwitchAsync(SwitchRequest request, CancellationToken cancellation) => Task.FromResult(SwitchOutcome.Refused("no pipeline runs here"));

    public string? Accept(string pipeline, string model) => null;

    public Task<SwitchOutcome> RollBackAsync(string pipeline, string model, string reason, CancellationToken cancellation) => Task.FromResult(SwitchOutcome.Refused("no pipeline runs here"));

    public Task<string?> StartBesideAsync(BesideRequest request, CancellationToken cancellation) => Task.FromResult<string?>("no pipeline runs here");

    public ModelObservation? StopBeside(string pipeline, string model) => null;

    public ModelSurface Inspect(string modelFile) => new(
        [new TensorDescription("waveform", "float", [-1, 4000])], [new TensorDescription("scores", "float", [-1, 2])], new Dictionary<string, string>(), "CPU");

    public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile) => [];

    public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile) => [];

    public string? WhyNoImages => null;

    public ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile) => new();

    public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch) => [.. windows.Select(_ => new float[2])];
}
