using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Dense boxes, one a column: [box · objectness · classes · coefficients, N]. YOLOv8 and its successors.</summary>
/// <remarks>A block of columns keeps its best scores in the first-level cache while the rows of class scores stream by.</remarks>
internal sealed class ColumnDecoder : IBoxDecoder
{
    private const int Block = 1024;

    private readonly ClassScorer _scorer;
    private readonly IRowBoxes _boxes;
    private readonly ImageOutput _output;
    private readonly int _tensor;
    private readonly int _firstClass;
    private readonly int _rows;
    private readonly float[] _best = new float[Block];
    private readonly int[] _position = new int[Block];
    private readonly float[] _column;

    /// <param name="output">How the outputs are read.</param>
    /// <param name="boxes">Makes boxes.</param>
    /// <param name="objectness">Whether the number after the box says if anything is there.</param>
    public ColumnDecoder(ImageOutput output, IRowBoxes boxes, bool objectness)
    {
        (_output, _boxes, _scorer) = (output, boxes, new ClassScorer(output));
        _tensor = output.IndexOf(OutputRoles.Main);
        _firstClass = objectness ? 5 : 4;
        _rows = _firstClass + output.Classes + output.MaskCoefficients;
        _column = new float[output.Classes];
    }

    /// <inheritdoc/>
    public void Decode(IImageOutputs outputs, BoxBuffer found)
    {
        var data = outputs[_tensor];
        var columns = data.Length / _rows;
        for (var start = 0; start < columns; start += Block)
        {
            var count = Math.Min(Block, columns - start);
            BestClasses(data, columns, start, count);
            for (var i = 0; i < count; i++)
                if (_best[i] >= _scorer.RawGate) Add(found, data, columns, start + i, _position[i], _best[i]);
        }
    }

    private void BestClasses(ReadOnlySpan<float> data, int columns, int start, int count)
    {
        _best.AsSpan(0, count).Fill(float.NegativeInfinity);
        _position.AsSpan(0, count).Fill(-1);
        ref var best = ref MemoryMarshal.GetArrayDataReference(_best);
        ref var position = ref MemoryMarshal.GetArrayDataReference(_position);
        for (var c = 0; c < _output.Classes; c++)
        {
            if (c == _output.BackgroundClass) continue;
            var row = data.Slice(((_firstClass + c) * columns) + start, count);
            ref var first = ref MemoryMarshal.GetReference(row);
            var (i, number) = (0, new Vector<int>(c));
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                var values = Vector.LoadUnsafe(ref first, (nuint)i);
                var top = Vector.LoadUnsafe(ref best, (nuint)i);
                var above = Vector.GreaterThan(values, top);
                Vector.ConditionalSelect(above, values, top).StoreUnsafe(ref best, (nuint)i);
                Vector.ConditionalSelect(above, number, Vector.LoadUnsafe(ref position, (nuint)i)).StoreUnsafe(ref position, (nuint)i);
            }

            for (; i < count; i++)
                if (row[i] > _best[i]) (_best[i], _position[i]) = (row[i], c);
        }
    }

    private void Add(BoxBuffer found, ReadOnlySpan<float> data, int columns, int column, int position, float best)
    {
        var score = best;
        if (_output.Activation == ScoreActivation.Sigmoid)
        {
            score = ClassScorer.Sigmoid(best);
        }
        else if (_output.Activation == ScoreActivation.Softmax)
        {
            for (var c = 0; c < _column.Length; c++) _column[c] = data[((_firstClass + c) * columns) + column];
            if (!_scorer.TryBest(_column, _output.MinScore, out position, out score)) return;
        }

        if (_firstClass == 5)
        {
            var sure = data[(4 * columns) + column];
            score *= _output.Activation == ScoreActivation.None ? sure : ClassScorer.Sigmoid(sure);
        }

        if (!(score >= _output.MinScore) || _output.LabelOf(position) is not (>= 0 and var label)) return;
        found.Add(_boxes.Read(column, data[column], data[columns + column], data[(2 * columns) + column], data[(3 * columns) + column]), label, score, column);
    }
}
