using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Boxes that the model selected, one a row whose columns are named: YOLOv10 and other end-to-end forms [N, 6], N×7 forms, MMDetection's [N, 5] with labels beside it.</summary>
internal sealed class SelectedRowsDecoder : IBoxDecoder
{
    private readonly ImageOutput _output;
    private readonly PlainBoxes _reader;
    private readonly int _tensor;
    private readonly int _classes;
    private readonly int _row;
    private readonly int _box;
    private readonly int _score;
    private readonly int _class;
    private readonly int _batch;

    public SelectedRowsDecoder(ImageInput input, ImageOutput output)
    {
        (_output, _reader) = (output, new PlainBoxes(input, output));
        (_tensor, _classes) = (output.IndexOf(OutputRoles.Main), output.IndexOf(OutputRoles.Classes));
        (_box, _score, _class, _batch) = (Place(RowColumns.Box), Place(RowColumns.Score), Place(RowColumns.Class), Place(RowColumns.Batch));
        _row = output.Columns.Sum(Width) + output.MaskCoefficients;
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var data = outputs[_tensor];
        var classes = _classes >= 0 ? outputs[_classes] : [];
        var rows = data.Length / _row;
        if (_class < 0 && _classes >= 0) rows = Math.Min(rows, classes.Length);
        for (var row = 0; row < rows; row++)
        {
            var numbers = data.Slice(row * _row, _row);
            if (!(numbers[_score] >= _output.MinScore)) continue;

            // Images are given one at a time; a row of another index is padding.
            if (_batch >= 0 && numbers[_batch] != 0) continue;
            var label = _class >= 0 ? SelectedClass.Label(_output, numbers[_class]) : _classes >= 0 ? SelectedClass.Label(_output, classes[row]) : 0;
            if (label < 0) continue;
            found.Add(_reader.Read(row, numbers[_box], numbers[_box + 1], numbers[_box + 2], numbers[_box + 3]), label, numbers[_score], row);
        }
    }

    private int Place(string column)
    {
        var place = 0;
        foreach (var name in _output.Columns)
        {
            if (name == column) return place;
            place += Width(name);
        }

        return -1;
    }

    private static int Width(string column) => column == RowColumns.Box ? 4 : 1;
}
