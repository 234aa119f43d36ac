using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Anomaly maps: pixels from the threshold on, and one score for the image, the model's own or else the map's largest value.</summary>
internal sealed class AnomalyDecoder(ImageInput input, ImageOutput output)
{
    private readonly int _score = output.IndexOf(OutputRoles.ImageScore);

    /// <summary>Fills the mask and gives the image's score.</summary>
    public float Decode(IImageOutputs outputs, MaskImage mask)
    {
        var data = outputs[0];
        var (width, height) = MaskDecoder.Size(input, output, data.Length);
        mask.Reset(width, height, out var labels, out var scores);
        var most = 0f;
        for (var i = 0; i < labels.Length; i++)
        {
            var value = output.Activation == ScoreActivation.Sigmoid ? ClassScorer.Sigmoid(data[i]) : data[i];
            if (value > most) most = value;
            (labels[i], scores[i]) = value >= output.MaskThreshold ? ((short)0, value) : ((short)-1, 0);
        }

        return _score >= 0 && outputs[_score] is [var own, ..] ? own : most;
    }
}
