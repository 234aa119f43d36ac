using System.Globalization;

namespace EdgeAgent.Doctor;

/// <summary>Disks: whether the state may be written, how fast, how much room there is, what it is made of and how it wears.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class DiskChecks(DoctorContext context)
{
    private const long MiB = 1024 * 1024;
    private const long LeastFree = 64 * MiB;

    // Before that, the start itself is most of it.
    private const double Settled = 600;

    // Half a card of 32 GB in a month at the usual write amplification.
    private const double MuchPerDay = 5000;

    private readonly string _state = context.Settings.StateDirectory;

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All() =>
    [
        new DoctorCheck("disk speed", TimeSpan.FromSeconds(15), cancellation => Task.FromResult(Speed(cancellation))), new DoctorCheck("disk space", Space), new DoctorCheck("disk kind", Kind),
        new DoctorCheck("disk writes", DoctorCheck.Usual, WritesAsync),
    ];

    private CheckOutcome Speed(CancellationToken cancellation)
    {
        if (!Directory.Exists(_state)) return CheckOutcome.Skip($"{_state} is not there yet; the agent makes it");
        IReadOnlyList<double> times;
        try
        {
            times = DiskProbe.Measure(_state, context.Time, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return CheckOutcome.Skip($"{_state} can't be written by this user, so nothing was measured ({error.Message.TrimEnd('.')})");
        }

        var (median, worst, commit) = (times[times.Count / 2], times[^1], context.Settings.Delivery.Store.CommitInterval.TotalMilliseconds);
        var seen = string.Create(CultureInfo.InvariantCulture, $"4 KiB are on the disk of {_state} after {median:0.00} ms (median), {worst:0.0} ms (worst of {times.Count}); events are committed every {commit:0} ms at most");
        return median > commit
            ? CheckOutcome.Warn(seen, string.Create(CultureInfo.InvariantCulture, $"raise Store:CommitMilliseconds to {Math.Ceiling(2 * median / 100) * 100:0}, or keep the state on a faster disk"))
            : CheckOutcome.Ok(seen);
    }

    private CheckOutcome Space()
    {
        var folder = _state;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent) folder = parent;
        var drive = new DriveInfo(folder);
        var (free, budget) = (drive.AvailableFreeSpace, context.Settings.Delivery.Store.BudgetBytes);
        var seen = string.Create(CultureInfo.InvariantCulture, $"{free / MiB} MiB of {drive.TotalSize / MiB} MiB are free on {drive.Name} ({drive.DriveFormat}); events may take {budget / MiB} MiB");
        return free < LeastFree ? CheckOutcome.Fail(seen, "free space: the agent degrades and says so when the disk is full")
            : free < budget ? CheckOutcome.Warn(seen, "free space or lower Store:BudgetMB, so that the budget and not the disk decides what is given up")
            : CheckOutcome.Ok(seen);
    }

    private CheckOutcome Kind()
    {
        if (BlockDevice.Of(_state, context) is not { } disk) return CheckOutcome.Skip($"the disk under {_state} is not one that the kernel tells about");
        return disk.IsWornOut ? CheckOutcome.Fail(disk.ToString(), "replace it: it is at the end of the life that its maker gives it")
            : disk.IsWearing ? CheckOutcome.Warn(disk.ToString(), "plan to replace it; Store:CommitMilliseconds and Clips decide how much is written")
            : CheckOutcome.Ok(disk.ToString());
    }

    private async Task<CheckOutcome> WritesAsync(CancellationToken cancellation)
    {
        if (await WrittenBytes.ReadAsync(context, cancellation).ConfigureAwait(false) is not { } written) return CheckOutcome.Skip("no agent runs that this user may look at, so its writes can't be counted");
        var perDay = written.Bytes / (written.Seconds / 86400) / 1e6;
        var seen = string.Create(CultureInfo.InvariantCulture, $"{written.Bytes / 1e6:0.0} MB in {written.Seconds / 3600:0.00} h by {written.Who}");
        if (written.Seconds < Settled) return CheckOutcome.Ok($"{seen}, its start included; ask again later for what a day takes");
        seen += string.Create(CultureInfo.InvariantCulture, $": {perDay:0.0} MB a day");
        return perDay > MuchPerDay ? CheckOutcome.Warn(seen, "look for what writes so much: clips, a low Store:CommitMilliseconds, a log level") : CheckOutcome.Ok(seen);
    }
}
