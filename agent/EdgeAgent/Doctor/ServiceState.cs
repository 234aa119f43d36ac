using System.Globalization;
using EdgeAgent.Devices;

namespace EdgeAgent.Doctor;

/// <summary>What the service manager says of the agent's unit.</summary>
/// <param name="Load">Whether it knows the unit: loaded, not-found, masked.</param>
/// <param name="Active">active, reloading, inactive, failed, activating.</param>
/// <param name="UnitFile">Whether it starts with the box: enabled, disabled.</param>
/// <param name="Restarts">Restarts since it was started by hand.</param>
/// <param name="Result">How it ended last.</param>
/// <param name="Status">The agent's own line.</param>
/// <param name="ActiveSince">Since when it is active, seconds since the boot; null when it is not.</param>
/// <param name="WrittenBytes">Bytes that it has written, with what it started; null where that is not counted.</param>
internal sealed record ServiceState(string Load, string Active, string UnitFile, int Restarts, string Result, string Status, double? ActiveSince, long? WrittenBytes)
{
    /// <summary>The unit that is looked at.</summary>
    public const string Unit = "edge-agent.service";

    private const string Properties = "LoadState,ActiveState,UnitFileState,NRestarts,Result,StatusText,ActiveEnterTimestampMonotonic,IOWriteBytes";

    /// <summary>Asks; null where there is no systemd.</summary>
    public static async Task<ServiceState?> ReadAsync(DoctorContext context, CancellationToken cancellation)
    {
        if (!Directory.Exists(context.FileOf("run/systemd/system"))) return null;
        var run = await SmallProgram.RunAsync("systemctl", ["show", Unit, "--property", Properties], TimeSpan.FromSeconds(4), context.Time, cancellation).ConfigureAwait(false);
        return run.Succeeded ? Parse(run.Output) : null;
    }

    /// <summary>Reads the output of <c>systemctl show</c>.</summary>
    public static ServiceState Parse(IEnumerable<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals) values[line[..equals]] = line[(equals + 1)..].Trim();
        string Value(string key) => values.GetValueOrDefault(key, "");
        long? Number(string key) => long.TryParse(Value(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new ServiceState(
            Value("LoadState"), Value("ActiveState"), Value("UnitFileState"), (int)Math.Min(int.MaxValue, Number("NRestarts") ?? 0), Value("Result"), Value("StatusText"),
            Number("ActiveEnterTimestampMonotonic") is > 0 and var since ? since / 1e6 : null,
            // 2^64 - 1, which is no long, where it is not counted.
            Number("IOWriteBytes"));
    }
}
