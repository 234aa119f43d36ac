using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

/// <summary>Public models, against what their cards say.</summary>
[Collection(OneLibraryOneProcess.Name)]
public sealed class SharedModelTests
{
    private const int Samples = 15600;

    [Fact]
    public void YamnetHumpback_Tensors_AreTheCards()
    {
        using var session = Open("yamnet-humpback");
        Assert.Equal("waveform: Float [N,15600]", Assert.Single(session.Inputs).ToString());
        Assert.Equal(["scores: Float [N,2]", "audioset: Float [N,521]"], session.Outputs.Select(t => t.ToString()));
    }

    [Theory]
    [InlineData("yamnet-humpback", 0.999, 0.001)]
    [InlineData("humpback-cnn-baseline", 0.996, 0.001)]
    public void DigitalSilence_Scores_WhatTheCardWarnsOf(string model, double expected, double tolerance)
    {
        using var session = Open(model);
        using var binding = Scores(session, 1);
        binding.Run(1);
        Assert.Equal(2, binding.Output(0).Length);
        Assert.Equal(expected, binding.Output(0)[0], tolerance);
    }

    [Theory]
    [InlineData("yamnet-humpback")]
    [InlineData("humpback-cnn-baseline")]
    public void Batches_OfSize1And3And32_ScoreLikeSingleWindows(string model)
    {
        using var session = Open(model);
        using var single = Scores(session, 1);
        using var batched = Scores(session, 32);
        for (var n = 0; n < 32; n++) Window(n).CopyTo(batched.Input(0)[(n * Samples)..]);
        foreach (var batch in (int[])[1, 3, 32])
        {
            batched.Run(batch);
            Assert.Equal(batch * 2, batched.Output(0).Length);
            for (var n = 0; n < batch; n++)
            {
                Window(n).CopyTo(single.Input(0));
                single.Run(1);
                for (var k = 0; k < 2; k++) Assert.Equal(single.Output(0)[k], batched.Output(0)[n * 2 + k], 1e-4f);
            }
        }

        static float[] Window(int n)
        {
            var random = new Random(n + 1);
            var window = new float[Samples];
            for (var i = 0; i < Samples; i++) window[i] = (float)(0.3 * Math.Sin(i * 0.01 * (n + 1)) + 0.05 * (random.NextDouble() - 0.5));
            return window;
        }
    }

    private static OrtSession Open(string model) =>
        OrtSession.Open(Ort.Library, Path.Combine(Repository.SharedPath("models/" + model), "model.onnx"), Ort.Cpu);

    private static OrtBinding Scores(OrtSession session, int batch) =>
        OrtBinding.Create(session, [OrtTensorSpec.Batched("waveform", batch, Samples)], [OrtTensorSpec.Batched("scores", batch, 2)]);
}
