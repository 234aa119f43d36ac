namespace EdgeAgent.Interop.Kernel;

/// <summary>Reads the kernel's clock discipline.</summary>
public static class KernelClock
{
    /// <summary>Reads it; changes nothing and needs no right.</summary>
    /// <returns>Null where the kernel (or a sandbox) does not answer.</returns>
    public static KernelClockStatus? Read()
    {
        var buffer = new Timex();
        int state;
        try
        {
            state = TimexApi.Adjust(ref buffer);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library of another kind: nothing is known of the clock, and that is an answer.
            return null;
        }

        if (state < 0) return null;
        var unit = (buffer.Status & TimexApi.Nanoseconds) != 0 ? 1e-9 : 1e-6;
        return new KernelClockStatus(
            state != TimexApi.TimeError && (buffer.Status & TimexApi.Unsynchronized) == 0,
            buffer.Offset * unit,
            buffer.EstimatedError * 1e-6,
            buffer.MaximumError * 1e-6,
            buffer.Frequency / 65536.0);
    }
}
