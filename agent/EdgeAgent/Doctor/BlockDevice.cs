using System.Globalization;

namespace EdgeAgent.Doctor;

/// <summary>The disk that a folder lies on, as the kernel describes it.</summary>
/// <param name="Name">Its name: <c>mmcblk0</c>.</param>
/// <param name="Kind">What it is: eMMC, SD card, SSD, hard disk.</param>
/// <param name="Model">What its maker calls it; null when it does not say.</param>
/// <param name="LifeUsed">Share of its life that is used, in steps of a tenth, 0.1 … 1.1; null when it does not say (only eMMC does).</param>
/// <param name="FileSystem">The file system on it, with the options that matter to flash.</param>
internal sealed record BlockDevice(string Name, string Kind, string? Model, double? LifeUsed, string FileSystem)
{
    private const int MountFields = 10;

    /// <summary>Whether its maker gives it no more life.</summary>
    public bool IsWornOut => LifeUsed > 1;

    /// <summary>Whether little of its life is left.</summary>
    public bool IsWearing => LifeUsed >= 0.8;

    /// <summary>Finds the disk of a folder.</summary>
    /// <returns>Null where the folder lies on none (memory, network, a container's layers).</returns>
    public static BlockDevice? Of(string folder, DoctorContext context)
    {
        if (Mount(folder, context) is not var (device, type, options)) return null;
        var link = context.FileOf($"sys/dev/block/{device}");
        if (!Directory.Exists(link)) return null;
        var place = new DirectoryInfo(link);
        // Where the name is a link it leads to the device; a partition's disk is the folder above it.
        var real = place.ResolveLinkTarget(returnFinalTarget: true) is { } target ? new DirectoryInfo(target.FullName) : place;
        var disk = File.Exists(Path.Combine(real.FullName, "partition")) ? real.Parent! : real;
        string? Line(string file)
        {
            try
            {
                return File.ReadLines(Path.Combine(disk.FullName, file)).FirstOrDefault()?.Trim();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        var kind = (Line("device/type"), Line("queue/rotational")) switch
        {
            ("MMC", _) => "eMMC",
            ("SD", _) => "SD card",
            // A guest's disk says that it turns, whatever lies under it.
            _ when disk.Name.StartsWith("vd", StringComparison.Ordinal) => "virtual disk",
            (_, "1") => "hard disk",
            _ => disk.Name.StartsWith("nvme", StringComparison.Ordinal) ? "NVMe SSD" : "SSD or flash",
        };
        var journal = options.Contains("noatime", StringComparison.Ordinal) || options.Contains("relatime", StringComparison.Ordinal) ? "" : ", which writes at each reading (mount it with noatime)";
        return new BlockDevice(disk.Name, kind, Line("device/model") ?? Line("device/name"), Life(Line("device/life_time")), type + journal);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Kind}{(Model is null ? "" : $" ({Model})")}, {FileSystem}"
        + (LifeUsed is { } used ? string.Create(CultureInfo.InvariantCulture, $", {(used > 1 ? "all" : $"up to {used:P0}")} of its life is used") : "");

    // Two numbers, of the fast and the dense part: 0x01 is up to a tenth of its life, 0x0b beyond it.
    private static double? Life(string? text)
    {
        if (text is null) return null;
        var highest = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            if (int.TryParse(word.Replace("0x", "", StringComparison.OrdinalIgnoreCase), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var tenths)) highest = Math.Max(highest, tenths);
        return highest is > 0 and <= 11 ? highest / 10.0 : null;
    }

    // proc(5): id, parent, device, root, place, options, … - type, source, options of the file system.
    private static (string Device, string Type, string Options)? Mount(string folder, DoctorContext context)
    {
        (string Device, string Type, string Options)? found = null;
        var longest = -1;
        try
        {
            foreach (var line in File.ReadLines(context.FileOf("proc/self/mountinfo")))
            {
                var fields = line.Split(' ');
                var dash = Array.IndexOf(fields, "-");
                if (fields.Length < MountFields || dash < 6 || dash + 2 >= fields.Length) continue;
                var place = fields[4].Replace(@"\040", " ", StringComparison.Ordinal);
                var within = folder == place || place == "/" || folder.StartsWith(place + "/", StringComparison.Ordinal);
                // Of two on one place the later one lies on top.
                if (within && place.Length >= longest) (found, longest) = ((fields[2], fields[dash + 1], fields[5]), place.Length);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return found;
    }
}
