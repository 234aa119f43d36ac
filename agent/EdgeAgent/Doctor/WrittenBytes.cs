using System.Globalization;

namespace EdgeAgent.Doctor;

/// <summary>What the running agent has written to disk.</summary>
/// <param name="Bytes">Bytes that went to a disk.</param>
/// <param name="Seconds">Since when, seconds ago, &gt; 0.</param>
/// <param name="Who">Whose writes these are.</param>
internal sealed record WrittenBytes(long Bytes, double Seconds, string Who)
{
    /// <summary>Reads the service's own account, with the programs that it started; else the kernel's account of an agent's process.</summary>
    /// <returns>Null when there is none, or none that may be read.</returns>
    public static async Task<WrittenBytes?> ReadAsync(DoctorContext context, CancellationToken cancellation)
    {
        if (UpSeconds(context) is not { } up) return null;
        var unit = await ServiceState.ReadAsync(context, cancellation).ConfigureAwait(false);
        if (unit is { ActiveSince: { } since, WrittenBytes: { } bytes } && up > since) return new WrittenBytes(bytes, up - since, "the service");
        return Processes(context, up).OrderByDescending(p => p.Seconds).FirstOrDefault();
    }

    private static IEnumerable<WrittenBytes> Processes(DoctorContext context, double up)
    {
        foreach (var folder in Directory.EnumerateDirectories(context.FileOf("proc")))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId) continue;
            WrittenBytes? found = null;
            try
            {
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
                // The program itself, or the runtime with it.
                var program = words.Take(2).Select(word => Path.GetFileNameWithoutExtension(word.EndsWith(".dll", StringComparison.Ordinal) ? word : word + ".dll")).ToList().IndexOf("edge-agent");
                if (program < 0 || words.ElementAtOrDefault(program + 1) != "run") continue;
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                // Behind the name in parentheses: state is field 3, the start in hundredths of a second since the boot is field 22.
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var since = long.Parse(fields[19], CultureInfo.InvariantCulture) / 100.0;
                var bytes = File.ReadLines(Path.Combine(folder, "io")).First(line => line.StartsWith("write_bytes:", StringComparison.Ordinal))["write_bytes:".Length..];
                if (up > since) found = new WrittenBytes(long.Parse(bytes, CultureInfo.InvariantCulture), up - since, $"process {id}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
            {
                // It has ended, or is another user's.
            }

            if (found is not null) yield return found;
        }
    }

    private static double? UpSeconds(DoctorContext context) =>
        double.TryParse(context.LineOf("proc/uptime")?.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var up) ? up : null;
}
