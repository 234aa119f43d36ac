using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Units;

/// <summary>What one unit of song sounds like at its source: the shortest sound that is continuous to the ear (Payne and McVay 1971).</summary>
internal sealed record UnitShape
{
    /// <summary>Length in seconds, 0.1 to 4.</summary>
    public required double Seconds { get; init; }

    /// <summary>Pitch in Hz at evenly spaced moments from begin to end; between them it glides.</summary>
    public required double[] Pitch { get; init; }

    /// <summary>Number of harmonics, the fundamental included.</summary>
    public int Harmonics { get; init; } = 8;

    /// <summary>Fall of the harmonics in dB an octave.</summary>
    public double Tilt { get; init; } = 9;

    /// <summary>Resonances of the singer.</summary>
    public Formant[] Formants { get; init; } = [];

    /// <summary>How much sooner higher harmonics fade: the envelope of harmonic k is taken to the power 1 + this × (k − 1).</summary>
    public double Fade { get; init; } = 0.15;

    /// <summary>Vibrato's deviation as a share of the pitch.</summary>
    public double Vibrato { get; init; } = 0.006;

    /// <summary>Pulses a second for trills and grunts; 0 for none.</summary>
    public double PulseRate { get; init; }

    /// <summary>Depth of the pulses, 0 to 1.</summary>
    public double PulseDepth { get; init; }

    /// <summary>Noise in the voice as a share of its strength.</summary>
    public double Breath { get; init; } = 0.03;

    /// <summary>Rise in seconds.</summary>
    public double Attack { get; init; } = 0.06;

    /// <summary>Fall at the end in seconds.</summary>
    public double Release { get; init; } = 0.15;

    /// <summary>Fall of the level from begin to end in dB.</summary>
    public double Decline { get; init; } = 4;

    /// <summary>The same unit sung once more: a little higher or lower, longer or shorter.</summary>
    public UnitShape SungAgain(SeededRandom random)
    {
        var shift = 1 + 0.025 * random.Gaussian();
        var bend = 0.02 * random.Gaussian();
        var pitch = new double[Pitch.Length];
        for (var i = 0; i < pitch.Length; i++) pitch[i] = Pitch[i] * shift * (1 + bend * (2.0 * i / pitch.Length - 1));
        return this with { Pitch = pitch, Seconds = Math.Clamp(Seconds * (1 + 0.05 * random.Gaussian()), 0.1, 4), PulseRate = PulseRate * shift };
    }

    /// <summary>The pitch in Hz at a moment, 0 at the begin to 1 at the end (cosine glides, so that no corner is heard).</summary>
    public double PitchAt(double moment)
    {
        if (Pitch.Length == 1) return Pitch[0];
        var position = Math.Clamp(moment, 0, 1) * (Pitch.Length - 1);
        var index = Math.Min((int)position, Pitch.Length - 2);
        var share = 0.5 - 0.5 * Math.Cos(Math.PI * (position - index));
        return Pitch[index] + share * (Pitch[index + 1] - Pitch[index]);
    }
}
