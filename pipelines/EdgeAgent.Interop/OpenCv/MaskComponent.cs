using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OpenCv;

/// <summary>A connected component of a mask (<c>edge_component</c>). Pixels of the mask; the centre of its first pixel is (0, 0).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct MaskComponent
{
    /// <summary>Left edge of the bounding box.</summary>
    public readonly int X;

    /// <summary>Upper edge of the bounding box.</summary>
    public readonly int Y;

    /// <summary>Width of the bounding box.</summary>
    public readonly int Width;

    /// <summary>Height of the bounding box.</summary>
    public readonly int Height;

    /// <summary>Pixels.</summary>
    public readonly int Area;

    /// <summary>Its number in the label image, from 1.</summary>
    public readonly int Label;

    /// <summary>Column of the centroid.</summary>
    public readonly double CentreX;

    /// <summary>Row of the centroid.</summary>
    public readonly double CentreY;
}
