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
        for (var i = 0; i < _form.Planes.Length; i++) MakeLine(bytes, _form.Planes[i], i, y, scratch);
        var index = 0;
        foreach (var component in _form.Components)
        {
            var taps = component.IsChroma ? _chromaColumns : _columns;
            // Taps count source pixels from the first of the image, a line begins with the first that is needed.
            var offset = component.Offset - _lines[component.Plane].From;
            if (HasShortLine(_form.Planes[component.Plane]))
            {
                if (component.IsTriple) RowSampler.Triple(scratch.ShortLine(component.Plane), taps, offset, scratch.Row(0), scratch.Row(1), scratch.Row(2));
                else RowSampler.Single(scratch.ShortLine(component.Plane), taps, component.Step, offset, scratch.Row(index++));
            }
            else if (component.IsTriple)
            {
                RowSampler.TripleArea(scratch.Line(component.Plane), taps, offset, scratch.Row(0), scratch.Row(1), scratch.Row(2));
            }
            else
            {
                RowSampler.Single(scratch.Line(component.Plane), taps, component.Step, offset, scratch.Row(index++));
            }
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

    // Bytes between two rows and two columns are whole numbers all the way; means of areas and 16-bit samples are floats.
    private bool HasShortLine(in SourcePlane plane) => !plane.IsWide && !_rows.IsArea && !_columns.IsArea;

    private void MakeLine(ReadOnlySpan<byte> bytes, in SourcePlane plane, int index, int y, RowScratch scratch)
    {
        var part = _lines[index];
        var taps = plane.IsChroma ? _chromaRows : _rows;
        var first = taps.First[y];
        if (taps.IsArea)
        {
            var count = taps.Count[y];
            for (var k = 0; k < count; k++) AddRow(bytes, plane, first + k, part, taps.Weights[(y * taps.WeightStride) + k], k == 0, scratch.Line(index));
            return;
        }

        var second = Math.Min(first + 1, plane.Rows - 1);
        if (HasShortLine(plane))
        {
            var weight = (short)Math.Min((int)((taps.Weights[y] * 32768) + 0.5f), short.MaxValue);
            LineBlend.Between(Row(bytes, plane, first, part), Row(bytes, plane, second, part), weight, scratch.ShortLine(index));
            return;
        }

        AddRow(bytes, plane, first, part, 1 - taps.Weights[y], isFirst: true, scratch.Line(index));
        AddRow(bytes, plane, second, part, taps.Weights[y], isFirst: false, scratch.Line(index));
    }

    private static void AddRow(ReadOnlySpan<byte> bytes, in SourcePlane plane, int row, (int From, int To) part, float weight, bool isFirst, Span<float> line)
    {
        if (plane.IsWide) LineBlend.Add(Wide(Row(bytes, plane, row, part)), weight, isFirst, line);
        else LineBlend.Add(Row(bytes, plane, row, part), weight, isFirst, line);
    }

    private static ReadOnlySpan<byte> Row(ReadOnlySpan<byte> bytes, in SourcePlane plane, int row, (int From, int To) part)
    {
        var size = plane.IsWide ? 2 : 1;
        return bytes.Slice(plane.Offset + (row * plane.Stride) + (part.From * size), (part.To - part.From) * size);
    }

    private static ReadOnlySpan<ushort> Wide(ReadOnlySpan<byte> row) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(row);
}
