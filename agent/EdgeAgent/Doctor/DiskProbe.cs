namespace EdgeAgent.Doctor;

/// <summary>Measures how long a disk takes to have something for good, in a file that has no name any more when it is written: whatever happens, nothing is left.</summary>
internal static class DiskProbe
{
    private const int Block = 4096;
    private const int Blocks = 64;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>Appends blocks of 4 KiB, each brought to the disk before the next: up to 64 of them, for 3 s at most.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Milliseconds of each, rising; at least one.</returns>
    /// <exception cref="IOException">The disk takes nothing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static IReadOnlyList<double> Measure(string folder, TimeProvider time, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        File.Delete(path);
        var block = new byte[Block];
        var times = new List<double>();
        var began = time.GetTimestamp();
        while (times.Count == 0 || (times.Count < Blocks && time.GetElapsedTime(began) < Longest && !cancellation.IsCancellationRequested))
        {
            Random.Shared.NextBytes(block);
            var started = time.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            times.Add(time.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }
}
