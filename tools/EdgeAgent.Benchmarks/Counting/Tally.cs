using System.Globalization;
using EdgeAgent.Benchmarks.Measuring;

namespace EdgeAgent.Benchmarks.Counting;

/// <summary>Counts what one unit more takes: a long run less a short one.</summary>
internal static class Tally
{
    private const int Repetitions = 3;

    /// <summary>Counts; medians of repetitions, after a run of each that warms up.</summary>
    /// <param name="unit">What a unit is called.</param>
    /// <param name="few">Size of the short run.</param>
    /// <param name="many">Size of the long one.</param>
    /// <param name="run">Runs a size and gives the units that it did.</param>
    public static async Task<IReadOnlyList<Count>> OfAsync(string unit, long few, long many, Func<long, Task<long>> run)
    {
        foreach (var size in new[] { many, few, many }) await run(size).ConfigureAwait(false);
        var found = new List<double[]>();
        for (var i = 0; i < Repetitions; i++)
        {
            var (little, fewUnits) = await MeasureAsync(few).ConfigureAwait(false);
            var (much, manyUnits) = await MeasureAsync(many).ConfigureAwait(false);
            found.Add([.. much.Zip(little, (m, l) => (double)(m - l) / (manyUnits - fewUnits))]);
        }

        string[] names = ["allocatedBytes", "readCalls", "writeCalls", "writtenBytes"];
        return [.. names.Select((name, i) => new Count($"{unit}.{name}", Math.Max(0, Statistics.Median(found.Select(values => values[i])))))];

        async Task<(long[] Taken, long Units)> MeasureAsync(long size)
        {
            var before = Now();
            var units = await run(size).ConfigureAwait(false);
            return ([.. Now().Zip(before, (after, earlier) => after - earlier)], units);
        }
    }

    private static long[] Now()
    {
        // The kernel's own count: calls of read and write, and the bytes given to write, whether or not they reach a disk.
        var lines = File.ReadLines("/proc/self/io").ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
        return [GC.GetTotalAllocatedBytes(precise: true), lines["syscr"], lines["syscw"], lines["wchar"]];
    }
}
