using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>YOLOv3's zoo form: all boxes [N, 4], all scores [C, N], and the selected triples (batch, class, box).</summary>
internal sealed class IndexedDecoder(ImageInput input, ImageOutput output) : IBoxDecoder
{
    private readonly PlainBoxes _reader = new(input, output);
    private readonly int _boxes = output.IndexOf(OutputRoles.Boxes);
    private readonly int _scores = output.IndexOf(OutputRoles.Scores);
    private readonly int _indices = output.IndexOf(OutputRoles.Indices);

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var boxes = outputs[_boxes];
        var scores = outputs[_scores];
        var indices = outputs[_indices];
        var count = boxes.Length / 4;
        for (var i = 0; i + 2 < indices.Length; i += 3)
        {
            var (position, box) = ((int)indices[i + 1], (int)indices[i + 2]);
            if (indices[i] != 0 || position < 0 || position >= output.Classes || box < 0 || box >= count) continue;
            var place = ((long)position * count) + box;
            if (place >= scores.Length || !(scores[(int)place] >= output.MinScore) || output.LabelOf(position) is not (>= 0 and var label)) continue;
            var numbers = boxes.Slice(box * 4, 4);
            found.Add(_reader.Read(box, numbers[0], numbers[1], numbers[2], numbers[3]), label, scores[(int)place], box);
        }
    }
}
