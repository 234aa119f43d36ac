using EdgeAgent.Core.Time;
using EdgeAgent.Interop.Kernel;

namespace EdgeAgent.Pipelines.Time;

/// <summary>The kernel's word on its wall clock.</summary>
public sealed class KernelDiscipline : IClockDiscipline
{
    /// <inheritdoc/>
    /// <remarks>The offset is what the kernel still corrects, or, where the discipline corrects in another way (chrony), its estimate of the error.</remarks>
    public ClockState Read()
    {
        if (KernelClock.Read() is not { Synchronized: true } status) return ClockState.Unknown;
        var offset = status.OffsetSeconds == 0 ? status.EstimatedErrorSeconds : status.OffsetSeconds;
        return new ClockState(true, Math.Round(offset, 6));
    }
}
