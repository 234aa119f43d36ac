using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Writes target rows into a tensor: normalised, in its order of channels and its layout, with padding around them.</summary>
/// <typeparam name="T">Number type of the tensor.</typeparam>
/// <typeparam name="TElements">How levels become such numbers.</typeparam>
internal sealed class TensorRows<T, TElements>
    where T : unmanaged
    where TElements : ITensorElements<T>
{
    private readonly ImageInput _input;
    private readonly float[] _scale;
    private readonly float[] _bias;
    private readonly T[] _pad;

    /// <summary>Prepares for a model's input.</summary>
    public TensorRows(ImageInput input)
    {
        _input = input;
        (_scale, _bias, _pad) = (new float[input.Channels], new float[input.Channels], new T[input.Channels]);
        for (var c = 0; c < input.Channels; c++)
        {
            // (level · scale − mean) / std as one multiplication and one addition.
            _scale[c] = (float)(input.Scale / input.Std[c]);
            _bias[c] = (float)(-input.Mean[c] / input.Std[c]);
            _pad[c] = TElements.Convert((float)(((input.Pad * input.Scale) - input.Mean[c]) / input.Std[c]));
        }
    }

    private bool IsPlanar => _input.Layout == TensorLayout.Nchw || _input.Channels == 1;

    /// <summary>Makes rows [from, to) of the tensor.</summary>
    public void Write(SamplingPlan plan, ReadOnlySpan<byte> bytes, Span<T> tensor, int from, int to, RowScratch scratch)
    {
        var placement = plan.Placement;
        for (var y = from; y < to; y++)
        {
            var row = y - placement.Y;
            if (row < 0 || row >= placement.Height)
            {
                Pad(tensor, y, 0, _input.Width);
                continue;
            }

            Pad(tensor, y, 0, placement.X);
            Pad(tensor, y, placement.X + placement.Width, _input.Width);
            plan.Sample(bytes, row, scratch);
            if (IsPlanar) PutPlanes(plan, tensor, y, scratch);
            else PutPixels(plan, tensor, y, scratch);
        }
    }

    // Which sampled row is a channel of the tensor.
    private Span<float> Levels(SamplingPlan plan, int channel, RowScratch scratch)
    {
        if (plan.IsGray) return scratch.Row(0);
        var isBgr = plan.Layout.Format == PixelFormat.Bgr24;
        if (_input.Color != ColorOrder.Gray) return scratch.Row(isBgr == (_input.Color == ColorOrder.Bgr) ? channel : 2 - channel);
        var gray = scratch.Row(3);
        Luma.Of(scratch.Row(isBgr ? 2 : 0), scratch.Row(1), scratch.Row(isBgr ? 0 : 2), gray);
        return gray;
    }

    private void PutPlanes(SamplingPlan plan, Span<T> tensor, int y, RowScratch scratch)
    {
        for (var c = 0; c < _input.Channels; c++)
        {
            var levels = Levels(plan, c, scratch);
            TElements.Write(levels, _scale[c], _bias[c], tensor.Slice((((c * _input.Height) + y) * _input.Width) + plan.Placement.X, levels.Length));
        }
    }

    private void PutPixels(SamplingPlan plan, Span<T> tensor, int y, RowScratch scratch)
    {
        for (var c = 0; c < 3; c++) TElements.Write(Levels(plan, c, scratch), _scale[c], _bias[c], scratch.Elements<T>(c));
        var first = scratch.Elements<T>(0);
        var second = scratch.Elements<T>(1)[..first.Length];
        var third = scratch.Elements<T>(2)[..first.Length];
        var row = tensor.Slice(((y * _input.Width) + plan.Placement.X) * 3, first.Length * 3);
        for (var i = 0; i < first.Length; i++)
        {
            var pixel = row.Slice(i * 3, 3);
            (pixel[0], pixel[1], pixel[2]) = (first[i], second[i], third[i]);
        }
    }

    private void Pad(Span<T> tensor, int y, int from, int to)
    {
        if (to <= from) return;
        if (IsPlanar)
        {
            for (var c = 0; c < _input.Channels; c++) tensor.Slice((((c * _input.Height) + y) * _input.Width) + from, to - from).Fill(_pad[c]);
            return;
        }

        var row = tensor.Slice(((y * _input.Width) + from) * 3, (to - from) * 3);
        for (var i = 0; i < row.Length; i += 3)
            for (var c = 0; c < 3; c++) row[i + c] = _pad[c];
    }
}
