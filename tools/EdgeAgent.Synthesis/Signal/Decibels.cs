namespace EdgeAgent.Synthesis.Signal;

/// <summary>Levels: decibels to and from amplitude and power.</summary>
internal static class Decibels
{
    /// <summary>The amplitude ratio of a level: 0 dB is 1, −20 dB is 0.1.</summary>
    public static double ToAmplitude(double decibels) => Math.Pow(10, decibels / 20);

    /// <summary>The power ratio of a level: 0 dB is 1, −10 dB is 0.1.</summary>
    public static double ToPower(double decibels) => Math.Pow(10, decibels / 10);

    /// <summary>The level of a power ratio; minus infinity for 0.</summary>
    public static double FromPower(double power) => 10 * Math.Log10(power);
}
