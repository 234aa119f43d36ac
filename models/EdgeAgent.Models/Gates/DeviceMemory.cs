using System.Globalization;

namespace EdgeAgent.Models.Gates;

/// <summary>Memory of the box, as the kernel counts it.</summary>
internal static class DeviceMemory
{
    /// <summary>Bytes that a program can still have without swapping: of the machine, and of the control group that limits this one. Null when the kernel does not tell.</summary>
    public static long? Available()
    {
        var machine = Line("/proc/meminfo", "MemAvailable:") is { } kilobytes ? 1024 * kilobytes : (long?)null;
        var limit = Number("/sys/fs/cgroup/memory.max");
        var used = Number("/sys/fs/cgroup/memory.current");
        var group = limit is { } most && used is { } now ? Math.Max(0, most - now) : (long?)null;
        return machine is { } a && group is { } b ? Math.Min(a, b) : machine ?? group;
    }

    /// <summary>Bytes of memory that this process holds; null when the kernel does not tell.</summary>
    public static long? Resident() => Line("/proc/self/status", "VmRSS:") is { } kilobytes ? 1024 * kilobytes : null;

    private static long? Line(string file, string key)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
            return long.TryParse(line?[key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string file)
    {
        try
        {
            return File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
