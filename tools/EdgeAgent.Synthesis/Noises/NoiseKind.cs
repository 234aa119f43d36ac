namespace EdgeAgent.Synthesis.Noises;

/// <summary>Kinds of sound without a whale.</summary>
internal enum NoiseKind
{
    /// <summary>Every sample 0.</summary>
    Silence,

    /// <summary>Every sample the same: a recorder's offset.</summary>
    Dc,

    /// <summary>All frequencies alike.</summary>
    White,

    /// <summary>Falls 3 dB an octave.</summary>
    Pink,

    /// <summary>Drifting lines with harmonics, as of a ship's machines, over a faint floor.</summary>
    Tonal,

    /// <summary>Snapping shrimp over a faint floor.</summary>
    Clicks,

    /// <summary>Rain on the sea: a hiss with drops, stronger and weaker by turns.</summary>
    Rain,

    /// <summary>A ship that comes and goes: cavitation beating with the propeller, and its hum.</summary>
    Ship,
}
