namespace EdgeAgent.Pipelines.Levels;

/// <summary>What turns samples into sound pressure.</summary>
/// <remarks>
/// <c>L = 20·log10(x) + 20·log10(V) − G − M</c> in dB re 1 µPa, with x the RMS of samples at ±1, V the voltage (zero to peak) that gives a sample of 1,
/// G the gain between hydrophone and converter in dB and M the hydrophone's sensitivity in dB re 1 V/µPa. It is the correction
/// <c>S = M + G + 20·log10(1/V_ADC)</c> of Merchant et al. 2015, Methods Ecol. Evol. 6:257–265 (supplement, PAMGuide) for samples that are already scaled to ±1.
/// A recorder that is calibrated end to end (full scale is C dB re 1 µPa peak, as SoundTrap's sheet says it) has M = −C, G = 0 and V = 1.
/// The sensitivity counts for the whole band; a frequency response is not applied.
/// </remarks>
/// <param name="SensitivityDb">Sensitivity of the hydrophone, dB re 1 V/µPa, such as −170.</param>
/// <param name="GainDb">Gain between hydrophone and converter, dB.</param>
/// <param name="FullScaleVolts">Voltage, zero to peak, that gives a sample of full scale; more than 0.</param>
public sealed record HydrophoneCalibration(double SensitivityDb, double GainDb = 0, double FullScaleVolts = 1)
{
    /// <summary>Sound pressure level of a power (mean square of samples at ±1), dB re 1 µPa.</summary>
    public double PressureDb(double power) => Decibels.OfPower(power) + (20 * Math.Log10(FullScaleVolts)) - GainDb - SensitivityDb;
}
