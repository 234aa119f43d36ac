namespace EdgeAgent.TestKit.Onnx;

/// <summary>Models of a few microseconds, for tests of everything around a model.</summary>
public static class TinyModels
{
    /// <summary><c>scores[n, k] = sigmoid(gain · mean over samples of waveform[n, ·] · (k + 1))</c>: a loud positive window scores
    /// towards 1, silence 0.5. Input <c>waveform</c> float [N, samples], output <c>scores</c> float [N, labels].</summary>
    public static OnnxModelBuilder MeanSigmoid(int samples, int labels, float gain = 1)
    {
        var weights = new float[labels];
        for (var i = 0; i < labels; i++) weights[i] = gain * (i + 1);
        return new OnnxModelBuilder()
            .Input("waveform", "N", samples)
            .ReduceMean("waveform", "mean", [1], keepDimensions: true)
            .Initializer("weights", [1, labels], weights)
            .MatMul("mean", "weights", "logits")
            .Sigmoid("logits", "scores")
            .Output("scores", "N", labels);
    }
}
