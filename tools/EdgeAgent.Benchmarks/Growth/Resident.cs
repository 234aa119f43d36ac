using System.Globalization;

namespace EdgeAgent.Benchmarks.Growth;

/// <summary>Resident memory of this process.</summary>
internal static class Resident
{
    /// <summary>Bytes now, with managed garbage given back first.</summary>
    public static long Settled()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Read("VmRSS:");
    }

    /// <summary>The most bytes since <see cref="ForgetPeak"/>.</summary>
    public static long Peak() => Read("VmHWM:");

    /// <summary>Lets the peak begin anew (<c>/proc/PID/clear_refs</c>, 5).</summary>
    public static void ForgetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static long Read(string field) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;
}
