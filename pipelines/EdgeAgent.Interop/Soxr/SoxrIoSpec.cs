using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Soxr;

/// <summary><c>soxr_io_spec_t</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SoxrIoSpec
{
    public int InputType;
    public int OutputType;
    public double Scale;
    public nint Reserved;
    public CULong Flags;
}
