using System.Globalization;
using EdgeAgent.Interop.Kernel;
using EdgeAgent.Run;

namespace EdgeAgent.Doctor;

/// <summary>The machine: clock, temperature.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class MachineChecks(DoctorContext context)
{
    private const double Warm = 80, Hot = 95;

    // Nothing of this agent was built before.
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All() => [new DoctorCheck("clock", () => Clock(KernelClock.Read(), context.Time.GetUtcNow())), new DoctorCheck("battery clock", BatteryClock), new DoctorCheck("temperature", Temperature)];

    /// <summary>Whether times can be believed.</summary>
    /// <param name="kernel">The kernel's word on its clock; null when it gives none.</param>
    /// <param name="now">What the clock says.</param>
    public static CheckOutcome Clock(KernelClockStatus? kernel, DateTimeOffset now)
    {
        var at = now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        if (now < Earliest) return CheckOutcome.Fail($"it is {at} by this box's clock", "set the clock, or let chrony set it: apt install chrony");
        if (kernel is not { } status) return CheckOutcome.Skip($"{at}; the kernel does not say whether it is synchronized (a sandbox keeps it back)");
        var error = FormattableString.Invariant($"off by {1e3 * Math.Abs(status.OffsetSeconds == 0 ? status.EstimatedErrorSeconds : status.OffsetSeconds):0.###} ms, {1e3 * status.MaximumErrorSeconds:0} ms at most, rate corrected by {status.FrequencyPpm:0.0} ppm");
        if (!status.Synchronized)
            return CheckOutcome.Warn($"{at}, not synchronized: times of events are this clock's own", "apt install chrony, and let it reach a server or a GPS; positions and durations are right all the same");
        return status.MaximumErrorSeconds > 1
            ? CheckOutcome.Warn($"synchronized, but nothing was heard from its reference for long: {error}", "look at: chronyc tracking")
            : CheckOutcome.Ok($"synchronized: {error}");
    }

    private CheckOutcome BatteryClock() =>
        Directory.Exists(context.FileOf("sys/class/rtc")) && Directory.EnumerateFileSystemEntries(context.FileOf("sys/class/rtc"), "rtc*").FirstOrDefault() is { } rtc
            ? CheckOutcome.Ok($"{Path.GetFileName(rtc)} ({context.LineOf($"sys/class/rtc/{Path.GetFileName(rtc)}/name") ?? "unnamed"})")
            : CheckOutcome.Warn("none: after a power cut the clock begins anywhere until it is synchronized", "add one, or see that the network is there at the start; until then events say \"synchronized\": false, and a clock-set record tells what to add");

    private CheckOutcome Temperature()
    {
        var readings = new BoardSensors(context.Settings.StateDirectory, context.Time, context.System).Read().Temperatures;
        if (readings.Count == 0) return CheckOutcome.Skip("the board has no thermometer");
        var seen = string.Join(", ", readings.Select(r => FormattableString.Invariant($"{r.Zone} {r.Celsius:0.0} °C")));
        var highest = readings.Max(r => r.Celsius);
        return highest >= Hot ? CheckOutcome.Fail(seen, "cool the box: it will throttle or switch itself off")
            : highest >= Warm ? CheckOutcome.Warn(seen, "give it shade and air, or a lower power mode; it may slow down")
            : CheckOutcome.Ok(seen);
    }
}
