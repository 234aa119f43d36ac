using System.Globalization;

namespace EdgeAgent.Quantization.Measurement;

/// <summary>The processor's own energy counter, where the kernel shows it (powercap: Intel and AMD RAPL).</summary>
internal static class EnergyMeter
{
    private const string Counter = "/sys/class/powercap/intel-rapl:0/energy_uj";

    /// <summary>Joules since some moment; null where nothing tells.</summary>
    public static double? Read()
    {
        try
        {
            return File.Exists(Counter) && double.TryParse(File.ReadAllText(Counter), NumberStyles.Float, CultureInfo.InvariantCulture, out var micro) ? micro / 1e6 : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
