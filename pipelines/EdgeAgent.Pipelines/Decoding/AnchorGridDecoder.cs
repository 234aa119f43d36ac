using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Grids of cells with anchors: YOLOv2, YOLOv4's zoo form, YOLOv5 and v7 heads.</summary>
internal sealed class AnchorGridDecoder : IBoxDecoder
{
    private readonly ImageInput _input;
    private readonly ImageOutput _output;
    private readonly ClassScorer _scorer;
    private readonly ScoreActivation _objectness;
    private readonly float _sureGate;
    private readonly int _attributes;
    private readonly float[] _classes;

    public AnchorGridDecoder(ImageInput input, ImageOutput output)
    {
        (_input, _output, _scorer) = (input, output, new ClassScorer(output));
        _attributes = 5 + output.Classes;
        _classes = new float[output.Classes];

        // YOLOv2's objectness is always raw; the others' goes with the classes.
        _objectness = output.Format == ImageOutputFormat.Yolov2 ? ScoreActivation.Sigmoid : output.Activation;
        _sureGate = _objectness == ScoreActivation.None ? output.MinScore : ClassScorer.Logit(output.MinScore);
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        for (var level = 0; level < _output.Strides.Count; level++) DecodeLevel(outputs[level], level, found);
    }

    private void DecodeLevel(ReadOnlySpan<float> data, int level, BoxBuffer found)
    {
        var anchors = _output.Anchors[level];
        var stride = _output.Strides[level];
        var (columns, rows) = (_input.Width / stride, _input.Height / stride);
        var cells = columns * rows;
        if (data.Length < cells * anchors.Count * _attributes) return;
        for (var a = 0; a < anchors.Count; a++)
        {
            for (var cell = 0; cell < cells; cell++)
            {
                var (start, step) = Place(a, cell, cells, anchors.Count);
                var sure = data[start + (4 * step)];
                if (!(sure >= _sureGate)) continue;
                if (_objectness != ScoreActivation.None) sure = ClassScorer.Sigmoid(sure);
                if (!(sure >= _output.MinScore)) continue;
                var (score, label) = (sure, 0);
                if (_output.Classes > 0)
                {
                    for (var k = 0; k < _classes.Length; k++) _classes[k] = data[start + ((5 + k) * step)];
                    if (!_scorer.TryBest(_classes, 0, out var position, out var best)) continue;
                    (score, label) = (sure * best, _output.LabelOf(position));
                }

                if (score < _output.MinScore || label < 0) continue;
                var box = Box(level, cell % columns, cell / columns, anchors[a], data[start], data[start + step], data[start + (2 * step)], data[start + (3 * step)]);
                found.Add(box, label, score, (cell * anchors.Count) + a);
            }
        }
    }

    /// <summary>Where a cell's numbers begin, and how far apart they are.</summary>
    private (int Start, int Step) Place(int anchor, int cell, int cells, int anchors)
    {
        if (_output.Layout == TensorLayout.Nchw) return ((anchor * _attributes * cells) + cell, cells);
        var anchorFirst = _output.Format == ImageOutputFormat.Yolov5Grids;
        return (((anchorFirst ? (anchor * cells) + cell : (cell * anchors) + anchor) * _attributes), 1);
    }

    private ImageBox Box(int level, int x, int y, AnchorSize anchor, float a, float b, float c, float d)
    {
        var stride = _output.Strides[level];
        switch (_output.Format)
        {
            case ImageOutputFormat.Yolov2:
                return ImageBox.FromCenter(
                    (x + ClassScorer.Sigmoid(a)) * stride, (y + ClassScorer.Sigmoid(b)) * stride,
                    MathF.Exp(c) * anchor.Width * stride, MathF.Exp(d) * anchor.Height * stride);
            case ImageOutputFormat.Yolov4:
                var scale = (float)_output.CenterScale[level];
                var shift = (scale - 1) / 2;
                return ImageBox.FromCenter(
                    ((ClassScorer.Sigmoid(a) * scale) - shift + x) * stride, ((ClassScorer.Sigmoid(b) * scale) - shift + y) * stride,
                    MathF.Exp(c) * anchor.Width, MathF.Exp(d) * anchor.Height);
            default:
                if (_output.Activation != ScoreActivation.None)
                    (a, b, c, d) = (ClassScorer.Sigmoid(a), ClassScorer.Sigmoid(b), ClassScorer.Sigmoid(c), ClassScorer.Sigmoid(d));
                return ImageBox.FromCenter(
                    ((2 * a) - 0.5f + x) * stride, ((2 * b) - 0.5f + y) * stride,
                    4 * c * c * anchor.Width, 4 * d * d * anchor.Height);
        }
    }
}
