using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class HydrophoneCalibrationTests
{
    [Fact]
    public void PressureDb_PartByPart_AddsUp()
    {
        // 0.1 of full scale at 5 V are 0.5 V; behind 20 dB of gain that is 0.05 V or −26.02 dB re 1 V, which −170 dB re 1 V/µPa make of 143.98 dB re 1 µPa.
        Assert.Equal(143.98, new HydrophoneCalibration(-170, GainDb: 20, FullScaleVolts: 5).PressureDb(0.01), 0.005);
    }

    [Fact]
    public void PressureDb_CalibratedEndToEnd_FullScaleIsTheSheetsPeak()
    {
        // SoundTrap: samples at ±1 times 10^(176/20) are µPa.
        var rms = 0.02;
        var microPascals = rms * Math.Pow(10, 176 / 20.0);

        Assert.Equal(20 * Math.Log10(microPascals), new HydrophoneCalibration(-176).PressureDb(rms * rms), 1e-9);
    }
}
