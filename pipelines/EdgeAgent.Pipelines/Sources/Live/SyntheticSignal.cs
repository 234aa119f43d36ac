namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>What the synthetic source plays.</summary>
public enum SyntheticSignal
{
    /// <summary>A sine of 1 kHz, or of a tenth of the rate where that is lower, at −20 dBFS.</summary>
    Tone,

    /// <summary>White noise at −20 dBFS peak.</summary>
    Noise,

    /// <summary>Noise at −50 dBFS with a rising chirp at −8 dBFS of one second, every five seconds.</summary>
    Chirps,
}
