namespace EdgeAgent.Synthesis.Signal;

/// <summary>What a sequence of random numbers is for; each purpose has its own.</summary>
internal enum RandomPurpose
{
    /// <summary>Noise of the <c>noise</c> verb.</summary>
    Noise = 1,

    /// <summary>The ocean behind a song.</summary>
    Ocean,

    /// <summary>Which units are sung when.</summary>
    Plan,

    /// <summary>How each unit sounds.</summary>
    Voice,

    /// <summary>The water between singer and hydrophone.</summary>
    Water,

    /// <summary>What lies on a slide, and the lamp below it.</summary>
    Field,

    /// <summary>Noise of a camera's sensor.</summary>
    Sensor,

    /// <summary>What a camera at the water sees.</summary>
    Scene,
}
