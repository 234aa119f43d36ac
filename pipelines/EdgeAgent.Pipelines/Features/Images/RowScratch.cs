namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>What one thread needs to make target rows: a line of each plane and a row of each component. Small enough to stay in the cache.</summary>
internal sealed class RowScratch
{
    private readonly float[][] _lines = [[], [], []];
    private readonly short[][] _shortLines = [[], [], []];
    private readonly float[][] _rows = [[], [], [], []];
    private readonly byte[][] _elements = [[], [], []];
    private int _width;

    /// <summary>Makes room; what is there is kept where it is enough.</summary>
    /// <param name="lineLength">Floats of a line.</param>
    /// <param name="width">Pixels of a row.</param>
    public void Ensure(int lineLength, int width)
    {
        _width = width;
        var length = lineLength + RowSampler.Overhang;
        for (var i = 0; i < _lines.Length; i++)
            if (_lines[i].Length < length) (_lines[i], _shortLines[i]) = (new float[length], new short[length]);
        for (var i = 0; i < _rows.Length; i++)
            if (_rows[i].Length < width) _rows[i] = new float[width];
        for (var i = 0; i < _elements.Length; i++)
            if (_elements[i].Length < width * sizeof(float)) _elements[i] = new byte[width * sizeof(float)];
    }

    /// <summary>The line of a plane, as levels.</summary>
    public Span<float> Line(int plane) => _lines[plane];

    /// <summary>The line of a plane, as 128ths of levels.</summary>
    public Span<short> ShortLine(int plane) => _shortLines[plane];

    /// <summary>The row of a component; the fourth is for luma.</summary>
    public Span<float> Row(int component) => _rows[component].AsSpan(0, _width);

    /// <summary>A row of the tensor's numbers of one channel, before they are interleaved.</summary>
    public Span<T> Elements<T>(int channel) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_elements[channel].AsSpan())[.._width];
}
