using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OpenCv;

/// <summary><c>edge_image</c>: pixels in memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeImage
{
    public byte* Data;
    public long Stride;
    public int Width;
    public int Height;
    public int Pixels;
}
