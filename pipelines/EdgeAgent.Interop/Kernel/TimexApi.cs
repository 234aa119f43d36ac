using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Kernel;

/// <summary>The kernel's clock discipline (sys/timex.h).</summary>
internal static partial class TimexApi
{
    /// <summary><c>TIME_ERROR</c>: the clock is not synchronized.</summary>
    public const int TimeError = 5;

    /// <summary><c>STA_UNSYNC</c>: nothing disciplines the clock.</summary>
    public const int Unsynchronized = 0x0040;

    /// <summary><c>STA_NANO</c>: <c>offset</c> counts nanoseconds, not microseconds.</summary>
    public const int Nanoseconds = 0x2000;

    // With modes = 0 nothing is changed and no right is needed.
    [LibraryImport("libc.so.6", EntryPoint = "adjtimex", SetLastError = true)]
    public static partial int Adjust(ref Timex buffer);
}
