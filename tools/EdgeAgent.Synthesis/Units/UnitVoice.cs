using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Units;

/// <summary>Sings a unit: harmonics over a gliding pitch, shaped by formants, envelope and pulses, with a little breath.</summary>
internal static class UnitVoice
{
    // Gains of the harmonics are computed once in so many samples and glide between.
    private const int StepSamples = 32;

    /// <summary>The unit's samples at its source, peak about 1.</summary>
    public static double[] Sing(UnitShape shape, int rate, SeededRandom random)
    {
        var samples = new double[Math.Max(1, (int)Math.Round(shape.Seconds * rate))];
        var vibratoRate = random.Between(4, 7);
        var tremble = new Wander(random, 0.08, (double)rate / StepSamples);
        var flutter = new Wander(random, 0.12, (double)rate / StepSamples);
        var offsets = new double[shape.Harmonics];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = random.Between(0, 2 * Math.PI);
        var gains = new double[shape.Harmonics];
        var glides = new double[shape.Harmonics];
        var middle = shape.Formants.Length > 0 ? shape.Formants[0].Frequency : 2 * shape.PitchAt(0.5);
        var breath = Biquad.BandPass(middle, rate, 0.8);
        double phase = 0, pulsePhase = 0, advance = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            if (i % StepSamples == 0)
            {
                var seconds = (double)i / rate;
                var pitch = shape.PitchAt(seconds / shape.Seconds)
                    * (1 + shape.Vibrato * Math.Sin(2 * Math.PI * vibratoRate * seconds) + 0.005 * tremble.Next());
                advance = 2 * Math.PI * pitch / rate;
                var level = Decibels.ToAmplitude(1.2 * flutter.Next());
                for (var k = 0; k < gains.Length; k++)
                    glides[k] = (level * Gain(shape, k + 1, pitch, seconds, rate) - gains[k]) / StepSamples;
            }

            phase += advance;
            double sum = 0;
            for (var k = 0; k < gains.Length; k++)
            {
                gains[k] += glides[k];
                if (gains[k] > 1e-5) sum += gains[k] * Math.Sin((k + 1) * phase + offsets[k]);
            }

            var envelope = Envelope(shape, (double)i / rate);
            sum += shape.Breath * envelope * 3 * breath.Next(random.Gaussian());
            pulsePhase += 2 * Math.PI * shape.PulseRate / rate;
            var pulse = Math.Pow(0.5 + 0.5 * Math.Cos(pulsePhase), 2);
            samples[i] = sum * (1 - shape.PulseDepth * (1 - pulse));
        }

        return samples;
    }

    private static double Gain(UnitShape shape, int harmonic, double pitch, double seconds, int rate)
    {
        var frequency = harmonic * pitch;
        // Nothing may fold back at half the rate; a ramp keeps a line that rises out of the band from clicking.
        var inside = Math.Clamp((0.46 * rate - frequency) / (0.04 * rate), 0, 1);
        if (inside == 0) return 0;
        var level = -shape.Tilt * Math.Log2(harmonic);
        foreach (var formant in shape.Formants)
        {
            var away = (frequency - formant.Frequency) / formant.Width;
            level += formant.Gain * Math.Exp(-away * away);
        }

        var envelope = Envelope(shape, seconds);
        return inside * Decibels.ToAmplitude(level) * Math.Pow(envelope, 1 + shape.Fade * (harmonic - 1));
    }

    private static double Envelope(UnitShape shape, double seconds)
    {
        var rise = Math.Clamp(seconds / shape.Attack, 0, 1);
        var fall = Math.Clamp((shape.Seconds - seconds) / shape.Release, 0, 1);
        var sin = Math.Sin(Math.PI / 2 * rise) * Math.Sin(Math.PI / 2 * fall);
        return sin * sin * Decibels.ToAmplitude(-shape.Decline * seconds / shape.Seconds);
    }
}
