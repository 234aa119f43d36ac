using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OpenCv;

/// <summary><c>edge_box</c>: a box to draw.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBox
{
    public int X;
    public int Y;
    public int Width;
    public int Height;
    public byte Blue;
    public byte Green;
    public byte Red;
    public byte Thickness;
    public byte* Label;
}
