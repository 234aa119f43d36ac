namespace EdgeAgent.Synthesis.Fields;

/// <summary>What lies on a slide: five kinds of spores, then what is none.</summary>
internal enum ParticleKind
{
    /// <summary>Botrytis-like conidium: small smooth egg, nearly colourless.</summary>
    Botrytis,

    /// <summary>Powdery-mildew-like conidium: barrel with bright bodies inside.</summary>
    Mildew,

    /// <summary>Alternaria-like conidium: brown club with cross walls.</summary>
    Alternaria,

    /// <summary>Rust-like urediniospore: round, orange, thick spiny wall.</summary>
    Rust,

    /// <summary>Fusarium-like macroconidium: thin colourless crescent with cross walls.</summary>
    Fusarium,

    /// <summary>Dust: a ragged dark crumb.</summary>
    Dust,

    /// <summary>A fibre.</summary>
    Fibre,

    /// <summary>An air bubble: a thick dark ring about a bright middle.</summary>
    Bubble,

    /// <summary>A pollen grain: large, yellowish, granular.</summary>
    Grain,

    /// <summary>A shred of a plant: brown, longish, ragged.</summary>
    Shred,

    /// <summary>A droplet of oil: clear and round, as large as small spores.</summary>
    Droplet,
}
