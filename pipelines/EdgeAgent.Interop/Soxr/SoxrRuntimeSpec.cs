using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Soxr;

/// <summary><c>soxr_runtime_spec_t</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SoxrRuntimeSpec
{
    public uint Log2MinDftSize;
    public uint Log2LargeDftSize;
    public uint CoefficientKilobytes;
    public uint Threads;
    public nint Reserved;
    public CULong Flags;
}
