using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Soxr;

/// <summary><c>soxr_quality_spec_t</c>, field by field.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SoxrQualitySpec
{
    public double Precision;
    public double PhaseResponse;
    public double PassbandEnd;
    public double StopbandBegin;
    public nint Reserved;
    public CULong Flags;
}
