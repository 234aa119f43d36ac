using System.Globalization;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>Memory of this process as the kernel counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident bytes (<c>VmRSS</c> of proc(5)), after the garbage of the managed heap is gone.</summary>
    public static long Resident()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        var digits = line?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..] ? kibibytes : "0";
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value * 1024 : 0;
    }
}
