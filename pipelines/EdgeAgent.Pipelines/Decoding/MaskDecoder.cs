using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Segmentation: the best class of every pixel; with one class, pixels whose score reaches the threshold.</summary>
internal sealed class MaskDecoder
{
    private readonly ImageInput _input;
    private readonly ImageOutput _output;
    private readonly ClassScorer _scorer;
    private readonly float[] _pixel;
    private readonly float _rawThreshold;

    public MaskDecoder(ImageInput input, ImageOutput output)
    {
        // The best class is taken whatever its score: one of them it is.
        (_input, _output, _scorer) = (input, output, new ClassScorer(output with { MinScore = 0 }));
        _pixel = new float[output.Classes];
        _rawThreshold = output.Activation == ScoreActivation.None ? output.MaskThreshold : ClassScorer.Logit(output.MaskThreshold);
    }

    /// <summary>Fills the mask.</summary>
    public void Decode(IImageOutputs outputs, MaskImage mask)
    {
        var data = outputs[0];
        var (width, height) = Size(_input, _output, data.Length / Math.Max(1, _output.Classes));
        mask.Reset(width, height, out var labels, out var scores);
        if (_output.Classes == 1) Single(data, labels, scores);
        else Many(data, labels, scores);
    }

    /// <summary>Width and height of a map: as declared, else the input's shape at the size that the number of pixels gives.</summary>
    public static (int Width, int Height) Size(ImageInput input, ImageOutput output, int pixels)
    {
        var shape = output.Tensors[0].Shape;
        var (rows, columns) = output.Layout == TensorLayout.Nhwc && output.Classes > 1 || (output.Layout == TensorLayout.Nhwc && shape.Count == 4)
            ? (shape[^3], shape[^2])
            : (shape[^2], shape[^1]);
        if (rows > 0 && columns > 0 && rows * columns <= pixels) return ((int)columns, (int)rows);
        var scale = Math.Sqrt((double)pixels / ((long)input.Width * input.Height));
        var width = Math.Max(1, (int)Math.Round(input.Width * scale));
        return pixels == 0 ? (0, 0) : (width, pixels / width);
    }

    private void Single(ReadOnlySpan<float> data, Span<short> labels, Span<float> scores)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var raw = data[i];
            if (raw >= _rawThreshold) (labels[i], scores[i]) = (0, _output.Activation == ScoreActivation.None ? raw : ClassScorer.Sigmoid(raw));
            else (labels[i], scores[i]) = (-1, 0);
        }
    }

    private void Many(ReadOnlySpan<float> data, Span<short> labels, Span<float> scores)
    {
        var classes = _output.Classes;
        var background = _output.BackgroundClass;
        for (var i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> pixel = _pixel;
            if (_output.Layout == TensorLayout.Nhwc)
            {
                pixel = data.Slice(i * classes, classes);
            }
            else
            {
                for (var c = 0; c < classes; c++) _pixel[c] = data[(c * labels.Length) + i];
            }

            // Most pixels are background: no score is computed for them.
            var best = ClassScorer.ArgMax(pixel, out _);
            (labels[i], scores[i]) = (-1, 0);
            if (best == background || _output.LabelOf(best) is not (>= 0 and var label)) continue;
            if (_scorer.TryBest(pixel, 0, out _, out var score)) (labels[i], scores[i]) = ((short)label, score);
        }
    }
}
