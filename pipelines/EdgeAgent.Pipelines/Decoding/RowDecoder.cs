using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Dense boxes, one a row: [N, box · objectness · classes] in one tensor, or boxes and class scores in two.</summary>
/// <remarks>YOLOv5 and v7, YOLOX, YOLOv8 transposed, RT-DETR, DETR, SSD.</remarks>
internal sealed class RowDecoder : IBoxDecoder
{
    private readonly ClassScorer _scorer;
    private readonly IRowBoxes _boxes;
    private readonly ImageOutput _output;
    private readonly int _boxTensor;
    private readonly int _boxRow;
    private readonly int _scoreTensor;
    private readonly int _scoreRow;
    private readonly int _firstClass;
    private readonly int _objectness;

    /// <param name="output">How the outputs are read.</param>
    /// <param name="boxes">Makes boxes.</param>
    /// <param name="objectness">Whether the number after the box says if anything is there.</param>
    public RowDecoder(ImageOutput output, IRowBoxes boxes, bool objectness)
    {
        (_output, _boxes, _scorer) = (output, boxes, new ClassScorer(output));
        var main = output.IndexOf(OutputRoles.Main);
        _objectness = objectness ? 4 : -1;
        _firstClass = main >= 0 ? (objectness ? 5 : 4) : 0;
        (_boxTensor, _scoreTensor) = main >= 0 ? (main, main) : (output.IndexOf(OutputRoles.Boxes), output.IndexOf(OutputRoles.Scores));
        (_boxRow, _scoreRow) = main >= 0 ? (_firstClass + output.Classes + output.MaskCoefficients, _firstClass + output.Classes + output.MaskCoefficients) : (4, output.Classes);
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var boxes = outputs[_boxTensor];
        var scores = outputs[_scoreTensor];
        var rows = Math.Min(boxes.Length / _boxRow, scores.Length / _scoreRow);
        for (var row = 0; row < rows; row++)
        {
            var classes = scores.Slice((row * _scoreRow) + _firstClass, _output.Classes);
            var (gate, sure) = (_output.MinScore, 1f);
            if (_objectness >= 0)
            {
                sure = scores[(row * _scoreRow) + _objectness];

                // A class score is at most 1, so what fails here fails in the product; most rows end here.
                if (!(sure >= _scorer.RawGate) && _output.Activation != Core.Models.ScoreActivation.Softmax) continue;
                if (_output.Activation != Core.Models.ScoreActivation.None) sure = ClassScorer.Sigmoid(sure);
                if (!(sure >= gate)) continue;
                gate /= Math.Max(sure, 1e-6f);
            }

            if (_output.Classes == 0)
            {
                Add(found, boxes, row, 0, sure);
                continue;
            }

            if (!_scorer.TryBest(classes, gate * 0.99999f, out var position, out var score)) continue;
            score *= sure;
            if (score >= _output.MinScore && _output.LabelOf(position) is >= 0 and var label) Add(found, boxes, row, label, score);
        }
    }

    private void Add(BoxBuffer found, ReadOnlySpan<float> boxes, int row, int label, float score)
    {
        var numbers = boxes.Slice(row * _boxRow, 4);
        found.Add(_boxes.Read(row, numbers[0], numbers[1], numbers[2], numbers[3]), label, score, row);
    }
}
