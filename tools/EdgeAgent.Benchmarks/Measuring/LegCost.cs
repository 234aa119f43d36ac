namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>What one leg used.</summary>
/// <param name="Units">What it did: windows, events, messages.</param>
/// <param name="Cpu">CPU time of all threads of its process, user and system.</param>
/// <param name="Wall">Time on the wall.</param>
/// <param name="Allocated">Managed bytes that it allocated; 0 for a peer.</param>
/// <param name="Written">Bytes of pages that its process made dirty (<c>write_bytes</c> of <c>/proc/PID/io</c>).</param>
internal readonly record struct LegCost(long Units, TimeSpan Cpu, TimeSpan Wall, long Allocated = 0, long Written = 0)
{
    /// <summary>CPU time of a unit, in microseconds.</summary>
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Units;

    /// <summary>Units per second on the wall.</summary>
    public double Rate => Units / Wall.TotalSeconds;
}
