using System.Globalization;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Run;

/// <summary>Reads disk, temperatures and memory from the kernel, at most every two seconds however often it is asked.</summary>
/// <param name="directory">A folder on the disk that counts.</param>
/// <param name="time">Tells when a reading is old.</param>
/// <param name="system">Root of the kernel's files; another one in tests.</param>
internal sealed class BoardSensors(string directory, TimeProvider time, string system = "/")
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private BoardReadings? _readings;
    private long _read;

    /// <summary>The newest readings; never throws.</summary>
    public BoardReadings Read()
    {
        lock (_lock)
        {
            if (_readings is not null && time.GetElapsedTime(_read) < Fresh) return _readings;
            _read = time.GetTimestamp();
            return _readings = new BoardReadings(Disk(), Temperatures(), Environment.WorkingSet);
        }
    }

    private DiskSnapshot? Disk()
    {
        try
        {
            var drive = new DriveInfo(directory);
            return new DiskSnapshot(directory, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private List<TemperatureReading> Temperatures()
    {
        var readings = new List<TemperatureReading>();
        try
        {
            var zones = Path.Combine(system, "sys/class/thermal");
            if (!Directory.Exists(zones)) return readings;
            foreach (var zone in Directory.EnumerateDirectories(zones, "thermal_zone*").Order(StringComparer.Ordinal))
                if (Temperature(zone) is { } reading) readings.Add(reading);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A board that tells nothing is no fault.
        }

        return readings;
    }

    // sysfs gives thousandths of a degree; a sensor that is switched off gives an error instead.
    private static TemperatureReading? Temperature(string zone)
    {
        try
        {
            var name = File.ReadAllText(Path.Combine(zone, "type")).Trim();
            return int.TryParse(File.ReadAllText(Path.Combine(zone, "temp")).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var thousandths)
                ? new TemperatureReading(name, thousandths / 1000.0)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
