using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAgent.Benchmarks.Reporting;

/// <summary>What the benchmark ran on.</summary>
internal static class Machine
{
    /// <summary>Processor, cores and kernel.</summary>
    public static string Description
    {
        get
        {
            var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
            return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}";
        }
    }

    /// <summary>Load average of the last minute.</summary>
    public static double Load => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
