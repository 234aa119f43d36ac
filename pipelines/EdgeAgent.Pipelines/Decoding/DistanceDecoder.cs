using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// Class scores and distributions over distances to the four sides, a grid a stride: NanoDet and PicoDet (two tensors a stride),
/// NanoDet-Plus (one tensor, [N, C + 4·bins], its grids one after the other).
/// </summary>
internal sealed class DistanceDecoder : IBoxDecoder
{
    private readonly ImageInput _input;
    private readonly ImageOutput _output;
    private readonly ClassScorer _scorer;
    private readonly int _main;
    private readonly (int Scores, int Distances)[] _levels;

    public DistanceDecoder(ImageInput input, ImageOutput output)
    {
        (_input, _output, _scorer) = (input, output, new ClassScorer(output));
        _main = output.IndexOf(OutputRoles.Main);
        _levels = [.. Indices(output, OutputRoles.Scores).Zip(Indices(output, OutputRoles.Boxes))];
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var first = 0;
        for (var level = 0; level < _output.Strides.Count; level++)
        {
            var stride = _output.Strides[level];
            var (columns, rows) = ((_input.Width + stride - 1) / stride, (_input.Height + stride - 1) / stride);
            var cells = columns * rows;
            if (_main < 0)
            {
                DecodeGrid(outputs[_levels[level].Scores], outputs[_levels[level].Distances], _output.Classes, 0, cells, columns, stride, 0, found);
                continue;
            }

            var data = outputs[_main];
            var total = TotalCells();
            var row = total == 0 ? 0 : data.Length / total;
            if (row <= _output.Classes) return;
            var part = data.Slice(first * row, cells * row);
            DecodeGrid(part, part, row, _output.Classes, cells, columns, stride, first, found);
            first += cells;
        }
    }

    /// <summary>One grid, whose scores stand at the start of a row and whose distances begin at an offset in a row.</summary>
    private void DecodeGrid(ReadOnlySpan<float> scores, ReadOnlySpan<float> distances, int scoreRow, int offset, int cells, int columns, int stride, int firstRow, BoxBuffer found)
    {
        if (scores.Length < cells * scoreRow || distances.Length < cells) return;
        var distanceRow = distances.Length / cells;
        var bins = (distanceRow - offset) / 4;
        for (var cell = 0; cell < cells; cell++)
        {
            if (!_scorer.TryBest(scores.Slice(cell * scoreRow, _output.Classes), _output.MinScore, out var position, out var score)) continue;
            if (_output.LabelOf(position) is not (>= 0 and var label)) continue;
            found.Add(Box(distances.Slice((cell * distanceRow) + offset, 4 * bins), bins, cell % columns, cell / columns, stride), label, score, firstRow + cell);
        }
    }

    private ImageBox Box(ReadOnlySpan<float> sides, int bins, int x, int y, int stride)
    {
        var (centerX, centerY) = _output.CellCenter switch
        {
            CellCenter.Corner => ((float)(x * stride), (float)(y * stride)),
            CellCenter.Middle => ((x + 0.5f) * stride, (y + 0.5f) * stride),
            _ => ((x * stride) + (0.5f * (stride - 1)), (y * stride) + (0.5f * (stride - 1))),
        };

        // As these models do it: clipped before boxes compete.
        return new ImageBox(
            centerX - (Expected(sides[..bins]) * stride), centerY - (Expected(sides.Slice(bins, bins)) * stride),
            centerX + (Expected(sides.Slice(2 * bins, bins)) * stride), centerY + (Expected(sides.Slice(3 * bins, bins)) * stride)).Within(_input.Width, _input.Height);
    }

    // A single bin holds the distance itself.
    private static float Expected(ReadOnlySpan<float> bins)
    {
        if (bins.Length == 1) return bins[0];
        var max = float.NegativeInfinity;
        foreach (var value in bins) max = Math.Max(max, value);
        var (sum, weighted) = (0f, 0f);
        for (var i = 0; i < bins.Length; i++)
        {
            var weight = MathF.Exp(bins[i] - max);
            sum += weight;
            weighted += weight * i;
        }

        return weighted / sum;
    }

    private int TotalCells()
    {
        var sum = 0;
        foreach (var stride in _output.Strides) sum += ((_input.Width + stride - 1) / stride) * ((_input.Height + stride - 1) / stride);
        return sum;
    }

    private static List<int> Indices(ImageOutput output, string role) =>
        [.. Enumerable.Range(0, output.Tensors.Count).Where(i => output.Tensors[i].Role == role)];
}
