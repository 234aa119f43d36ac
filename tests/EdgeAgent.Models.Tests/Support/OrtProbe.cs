using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>Runs models on the real ONNX Runtime, one window list after another, with nothing of a pipeline around it.</summary>
internal sealed class OrtProbe : IModelProbe
{
    private static OnnxRuntimeLibrary Library => OnnxRuntimeLibrary.Load();

    public ModelSurface Inspect(string modelFile)
    {
        using var session = Open(modelFile);
        return new ModelSurface([.. session.Inputs.Select(Describe)], [.. session.Outputs.Select(Describe)], session.Metadata.Custom, session.Provider.DisplayName());
    }

    public IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile) =>
        TestWav.Windows(recordingFile, package.Manifest.Input.WindowSamples, package.Manifest.Input.HopSamples);

    public IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile) =>
        ScoreWindows(package, variant, ReadWindows(package, recordingFile), package.Manifest.MaxBatch(variant));

    public IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch)
    {
        var (input, output, labels) = (package.Manifest.Input, package.Manifest.Output, package.Labels.Count);
        using var session = Open(package.PathOf(variant));
        try
        {
            var single = session.Inputs[0].Shape.Count == 1;
            using var binding = OrtBinding.Create(
                session,
                [single ? OrtTensorSpec.Fixed(input.Tensor, input.WindowSamples) : OrtTensorSpec.Batched(input.Tensor, batch, input.WindowSamples)],
                [single ? OrtTensorSpec.Fixed(output.Tensor, labels) : OrtTensorSpec.Batched(output.Tensor, batch, labels)]);
            var rows = new List<float[]>();
            foreach (var chunk in windows.Chunk(batch))
            {
                for (var i = 0; i < chunk.Length; i++) chunk[i].CopyTo(binding.Input(0)[(i * input.WindowSamples)..]);
                binding.Run(chunk.Length);
                var raw = binding.Output(0);
                for (var i = 0; i < chunk.Length; i++) rows.Add(Activate(output.Activation, raw.Slice(i * labels, labels).ToArray()));
            }

            return rows;
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    private static OrtSession Open(string file)
    {
        try
        {
            return OrtSession.Open(Library, file, new OrtSessionOptions { Provider = OrtProvider.Cpu });
        }
        catch (OrtException error)
        {
            throw new ModelException(error.Message, error);
        }
    }

    private static TensorDescription Describe(TensorInfo tensor) => new(tensor.Name, tensor.ElementType.ToString().ToLowerInvariant(), tensor.Shape);

    private static float[] Activate(ScoreActivation activation, float[] raw)
    {
        if (activation == ScoreActivation.Sigmoid) return [.. raw.Select(x => 1 / (1 + MathF.Exp(-x)))];
        if (activation == ScoreActivation.None) return raw;
        var powers = raw.Select(x => MathF.Exp(x - raw.Max())).ToArray();
        return [.. powers.Select(p => p / powers.Sum())];
    }
}
