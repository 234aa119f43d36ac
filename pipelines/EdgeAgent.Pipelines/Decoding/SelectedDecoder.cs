using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Boxes that the model selected, a tensor a column: boxes [N, 4], scores [N], classes [N] and possibly their count. EfficientNMS, TensorFlow's SSD, RT-DETR with its own post-processing, torchvision.</summary>
internal sealed class SelectedDecoder(ImageInput input, ImageOutput output) : IBoxDecoder
{
    private readonly PlainBoxes _reader = new(input, output);
    private readonly int _boxes = output.IndexOf(OutputRoles.Boxes);
    private readonly int _scores = output.IndexOf(OutputRoles.Scores);
    private readonly int _classes = output.IndexOf(OutputRoles.Classes);
    private readonly int _count = output.IndexOf(OutputRoles.Count);

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var boxes = outputs[_boxes];
        var scores = outputs[_scores];
        var classes = _classes >= 0 ? outputs[_classes] : [];
        var rows = Math.Min(boxes.Length / 4, scores.Length);
        if (_classes >= 0) rows = Math.Min(rows, classes.Length);
        if (_count >= 0 && outputs[_count] is [var count, ..]) rows = Math.Clamp((int)count, 0, rows);
        for (var row = 0; row < rows; row++)
        {
            if (!(scores[row] >= output.MinScore)) continue;
            var label = _classes >= 0 ? SelectedClass.Label(output, classes[row]) : 0;
            if (label < 0) continue;
            var numbers = boxes.Slice(row * 4, 4);
            found.Add(_reader.Read(row, numbers[0], numbers[1], numbers[2], numbers[3]), label, scores[row], row);
        }
    }
}
