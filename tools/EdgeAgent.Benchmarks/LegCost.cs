namespace EdgeAgent.Benchmarks;

/// <summary>What one leg used.</summary>
/// <param name="Windows">Windows scored.</param>
/// <param name="Cpu">CPU time of all threads of its process, user and system.</param>
/// <param name="Wall">Time on the wall.</param>
internal readonly record struct LegCost(long Windows, TimeSpan Cpu, TimeSpan Wall)
{
    /// <summary>CPU time of a window, in microseconds.</summary>
    public double MicrosecondsPerWindow => Cpu.TotalMicroseconds / Windows;

    /// <summary>Windows per second on the wall.</summary>
    public double Throughput => Windows / Wall.TotalSeconds;
}
