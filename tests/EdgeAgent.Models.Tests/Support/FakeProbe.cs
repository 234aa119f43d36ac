using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>A model written as a function of a window, for what no real model does on demand.</summary>
internal sealed class FakeProbe(Func<float[], float[]> score) : IModelProbe
{
    /// <summary>Tensors that the file declares; those of <see cref="TestPackage.Valid"/> unless a test says otherwise.</summary>
    public ModelSurface Surface { get; init; } = Declares([-1, 100], [-1, 2]);

    /// <summary>Changes a window's scores by the batch that it ran in.</summary>
    public Func<float[], IReadOnlyList<float[]>, float[]>? InBatch { get; init; }

    /// <summary>Largest batch that was asked for.</summary>
    public int LargestBatch { get; private set; }

    public static FakeProbe Quiet() => new(_ => [0.1f, 0.9f]);

    public static ModelSurface Declares(long[] input, long[] output, string type = "float", string inputName = "waveform", string outputName = "scores") => new(
        [new TensorDescription(inputName, type, input)],
        [new TensorDescription(outputName, type, output)],
        new Dictionary<string, string> { ["sample_rate"] = "1000" },
        "CPU");

    /// <summary>What it says of every image; unreadable unless a test says what.</summary>
    public ImageAnswer? Answer { get; init; }

    public string? WhyNoImages { get; init; }

    public ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile) => Answer ?? throw new ModelException($"{imageFile} can't be read");

    public ModelSurface Inspect(string modelFile) => Surface;

    public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile) =>
        TestWav.Windows(recordingFile, package.Manifest.Input.WindowSamples, package.Manifest.Input.HopSamples);

    public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile) =>
        ScoreWindows(package, variant, ReadWindows(package, recordingFile), 1);

    public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch)
    {
        LargestBatch = Math.Max(LargestBatch, Math.Min(batch, windows.Count));
        return [.. windows.Chunk(batch).SelectMany(chunk => chunk.Select(window => InBatch is null ? score(window) : InBatch(score(window), chunk)))];
    }
}
