using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>What is taken from where, for one layout of frames and one placement; computed again only when either changes.</summary>
internal sealed class SamplingPlan
{
    private readonly SourceForm _form = new();
    private readonly AxisTaps _columns = new();
    private readonly AxisTaps _rows = new();
    private readonly AxisTaps _chromaColumns = new();
    private readonly AxisTaps _chromaRows = new();
    private readonly (int From, int To)[] _lines = new (int, int)[3];

    /// <summary>The frames it is for.</summary>
    public FrameLayout Layout { get; private set; }

    /// <summary>The placement it is for.</summary>
    public ImagePlacement Placement { get; private set; }

    /// <summary>From Y, U, V to red, green, blue.</summary>
    public YuvConversion Conversion { get; private set; }

    /// <summary>Whether pixels are Y, U, V.</summary>
    public bool IsYuv { get; private set; }

    /// <summary>Whether pixels are gray.</summary>
    public bool IsGray { get; private set; }

    /// <summary>Floats that a line may take.</summary>
    public int LineLength { get; private set; }

    /// <summary>Prepares for frames and a placement.</summary>
    public void Prepare(in FrameLayout layout, in ImagePlacement placement, ImageInterpolation interpolation)
    {
        if (layout == Layout && placement == Placement) return;
        _form.Set(layout);
        IsYuv = _form.Components.Length == 3;
        IsGray = _form.Components is [{ IsTriple: false }];
        Conversion = new YuvConversion(layout.Matrix);

        // Both axes or none: where one of them grows there is no area to average on it.
        var area = interpolation == ImageInterpolation.Area && placement.SourceWidth >= placement.Width && placement.SourceHeight >= placement.Height;
        _columns.Set(placement.Width, layout.Width, placement.SourceX, placement.SourceWidth, area);
        _rows.Set(placement.Height, layout.Height, placement.SourceY, placement.SourceHeight, area);
        if (IsYuv) SetChroma(layout, placement, area);

        LineLength = 0;
        for (var i = 0; i < _form.Planes.Length; i++)
        {
            var (from, to) = (int.MaxValue, 0);
            foreach (var component in _form.Components)
            {
                if (component.Plane != i) continue;
                var taps = component.IsChroma ? _chromaColumns : _columns;
                from = Math.Min(from, taps.From * component.Step);
                to = Math.Max(to, taps.To * component.Step);
            }

            _lines[i] = (from, Math.Min(to, _form.Planes[i].Elements));
            LineLength = Math.Max(LineLength, to - from);
        }

        (Layout, Placement) = (layout, placement);
    }

    /// <summary>Makes the components of a target row, as levels 0..255 of red, green, blue, of blue, green, red, or of gray.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="y">Row of the placement, from 0.</param>
    /// <param name="scratch">Takes lines and rows.</param>
    public void Sample(ReadOnlySpan<byte> bytes, int y, RowScratch scratch)
    {
        for (var i = 0; i < _form.Planes.Length; i++) MakeLine(bytes, _form.Planes[i], _lines[i], y, scratch.Line(i));
        var index = 0;
        foreach (var component in _form.Components)
        {
            var taps = component.IsChroma ? _chromaColumns : _columns;
            var line = scratch.Line(component.Plane);
            // Taps count source pixels from the first of the image, a line begins with the first that is needed.
            var offset = component.Offset - _lines[component.Plane].From;
            if (component.IsTriple) RowSampler.Triple(line, taps, offset, scratch.Row(0), scratch.Row(1), scratch.Row(2));
            else RowSampler.Single(line, taps, component.Step, offset, scratch.Row(index++));
        }

        if (IsYuv) Conversion.Apply(scratch.Row(0), scratch.Row(1), scratch.Row(2));
    }

    // A U and a V stand for two pixels (times two rows), and are taken to lie in their middle, as in JPEG and MPEG-1.
    private void SetChroma(in FrameLayout layout, in ImagePlacement placement, bool area)
    {
        var halvesRows = layout.Format != PixelFormat.Yuyv;
        _chromaColumns.Set(placement.Width, layout.ChromaWidth, placement.SourceX / 2.0, placement.SourceWidth / 2.0, area && placement.SourceWidth >= 2f * placement.Width);
        _chromaRows.Set(placement.Height, layout.ChromaHeight, placement.SourceY / (halvesRows ? 2.0 : 1), placement.SourceHeight / (halvesRows ? 2.0 : 1),
            area && placement.SourceHeight >= (halvesRows ? 2f : 1) * placement.Height);
    }

    private void MakeLine(ReadOnlySpan<byte> bytes, in SourcePlane plane, (int From, int To) part, int y, Span<float> line)
    {
        var taps = plane.IsChroma ? _chromaRows : _rows;
        var first = taps.First[y];
        if (taps.IsArea)
        {
            var count = taps.Count[y];
            for (var k = 0; k < count; k++)
            {
                var weight = taps.Weights[(y * taps.WeightStride) + k];
                if (plane.IsWide) LineBlend.Add(Wide(Row(bytes, plane, first + k, part)), weight, k == 0, line);
                else LineBlend.Add(Row(bytes, plane, first + k, part), weight, k == 0, line);
            }

            return;
        }

        var second = Math.Min(first + 1, plane.Rows - 1);
        if (plane.IsWide) LineBlend.Between(Wide(Row(bytes, plane, first, part)), Wide(Row(bytes, plane, second, part)), taps.Weights[y], line);
        else LineBlend.Between(Row(bytes, plane, first, part), Row(bytes, plane, second, part), taps.Weights[y], line);
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> bytes, in SourcePlane plane, int row, (int From, int To) part)
    {
        var size = plane.IsWide ? 2 : 1;
        return bytes.Slice(plane.Offset + (row * plane.Stride) + (part.From * size), (part.To - part.From) * size);
    }

    private static ReadOnlySpan<ushort> Wide(ReadOnlySpan<byte> row) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(row);
}
