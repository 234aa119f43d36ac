using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Noises;

/// <summary>A ship that passes every few minutes: broadband cavitation that beats with the propeller's blades, and the hum of shaft and machines.</summary>
internal sealed class ShipNoise : NoiseSource
{
    private readonly SeededRandom _random;
    private readonly PinkFilter _water;
    private readonly Biquad _cut;
    private readonly Hum _shaft;
    private readonly Hum _machines;
    private readonly double _blade;
    private readonly double _pass;
    private double _bladePhase;
    private double _passPhase;

    /// <summary>Draws the ship.</summary>
    public ShipNoise(SeededRandom random, int rate)
    {
        _random = random;
        _water = new PinkFilter(rate);
        _cut = Biquad.LowPass(1500, rate, 0.6);
        var blade = random.Between(6, 11);
        _shaft = new Hum(random, rate, blade, 24, 4, 0.004);
        _machines = new Hum(random, rate, random.Between(50, 62), 14, 6, 0.002);
        _blade = 2 * Math.PI * blade / rate;
        _pass = 2 * Math.PI / (random.Between(240, 420) * rate);
        _passPhase = random.Between(0, 2 * Math.PI);
    }

    /// <inheritdoc/>
    public override double Next()
    {
        _bladePhase = (_bladePhase + _blade) % (2 * Math.PI);
        _passPhase = (_passPhase + _pass) % (2 * Math.PI);
        // Near the ship is 12 dB above far; the beat is about 4 dB deep.
        var near = Decibels.ToAmplitude(6 * Math.Sin(_passPhase));
        var white = _random.Gaussian();
        var cavitation = (1 + 0.4 * Math.Sin(_bladePhase)) * (_water.Next(white) + 0.8 * _cut.Next(white));
        return near * (cavitation + 0.35 * _shaft.Next() + 0.2 * _machines.Next());
    }
}
