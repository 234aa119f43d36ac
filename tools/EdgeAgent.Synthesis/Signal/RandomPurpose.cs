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
}
