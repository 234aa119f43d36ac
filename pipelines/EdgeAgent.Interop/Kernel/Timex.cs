using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Kernel;

/// <summary><c>struct timex</c>: C's <c>long</c> is as wide as a pointer on every Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timex
{
    public uint Modes;
    public nint Offset;
    public nint Frequency;
    public nint MaximumError;
    public nint EstimatedError;
    public int Status;
    public nint Constant;
    public nint Precision;
    public nint Tolerance;
    public nint Seconds;
    public nint Microseconds;
    public nint Tick;
    public nint PpsFrequency;
    public nint PpsJitter;
    public int PpsShift;
    public nint PpsStability;
    public nint JitterCount;
    public nint CalibrationCount;
    public nint ErrorCount;
    public nint StabilityCount;
    public int InternationalAtomicTimeOffset;

    // What the kernel keeps for later.
    private readonly ulong _reservedA, _reservedB, _reservedC, _reservedD, _reservedE, _reservedF;
}
