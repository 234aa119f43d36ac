using System.Globalization;

namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>Measures a leg that runs in this process: all its threads, user and system.</summary>
internal readonly struct Meter
{
    private readonly long _began;
    private readonly TimeSpan _cpu;
    private readonly long _allocated;
    private readonly long _written;

    private Meter(long began, TimeSpan cpu, long allocated, long written) => (_began, _cpu, _allocated, _written) = (began, cpu, allocated, written);

    /// <summary>Begins.</summary>
    public static Meter Start() => new(TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), Written);

    /// <summary>Ends.</summary>
    /// <param name="units">What was done.</param>
    public LegCost Stop(long units) =>
        new(units, Environment.CpuUsage.TotalTime - _cpu, TimeProvider.System.GetElapsedTime(_began), GC.GetTotalAllocatedBytes(precise: true) - _allocated, Written - _written);

    private static long Written =>
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("write_bytes", StringComparison.Ordinal)).AsSpan("write_bytes:".Length), CultureInfo.InvariantCulture);
}
