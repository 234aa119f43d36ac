namespace EdgeAgent.Synthesis.Scenes;

/// <summary>What a camera at the water sees of the weather; the labels of the scene classifier.</summary>
internal enum Weather
{
    /// <summary>Sun and some clouds.</summary>
    Clear,

    /// <summary>A closed grey sky.</summary>
    Overcast,

    /// <summary>Low sun, warm light.</summary>
    Dusk,

    /// <summary>Dark, perhaps with a moon and lights.</summary>
    Night,

    /// <summary>Fog: far things fade.</summary>
    Fog,

    /// <summary>Rain: streaks, grey light.</summary>
    Rain,

    /// <summary>Drops and dirt on the lens: the picture can't be trusted.</summary>
    DirtyLens,
}
