namespace EdgeAgent.Synthesis.Scenes;

/// <summary>Names of the classes, in the order of their labels.</summary>
internal static class SceneNames
{
    /// <summary>Of things.</summary>
    public static IReadOnlyList<string> Things { get; } = ["boat", "sailboat", "buoy", "bird"];

    /// <summary>Of weather.</summary>
    public static IReadOnlyList<string> Weathers { get; } = ["clear", "overcast", "dusk", "night", "fog", "rain", "dirty-lens"];
}
