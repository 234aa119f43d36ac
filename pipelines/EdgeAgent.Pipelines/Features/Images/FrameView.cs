using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>The pixels of a frame or image where they lie; valid as long as its bytes.</summary>
public readonly ref struct FrameView
{
    /// <summary>Looks at bytes as a frame.</summary>
    /// <param name="bytes">At least all that the layout needs; the padding behind the last row may be missing.</param>
    /// <param name="layout">How it lies in them.</param>
    /// <exception cref="ArgumentException">There are too few bytes, or no frame can lie so.</exception>
    public FrameView(ReadOnlySpan<byte> bytes, FrameLayout layout)
    {
        if (layout.Problem is { } problem) throw new ArgumentException(problem, nameof(layout));
        var tail = layout.ChromaStride > 0 ? 0 : layout.Stride - layout.MinRowBytes;
        if (bytes.Length < layout.FrameBytes - tail) throw new ArgumentException($"a {layout.Width}×{layout.Height} frame of {layout.Format} takes {layout.FrameBytes} bytes, but there are {bytes.Length}", nameof(bytes));
        Bytes = bytes;
        Layout = layout;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>How the frame lies in them.</summary>
    public FrameLayout Layout { get; }
}
