namespace EdgeAgent.Synthesis.Pictures;

/// <summary>Three channels, each from 0 (black) to 1; also used for optical densities.</summary>
internal readonly record struct Colour(float Red, float Green, float Blue)
{
    /// <summary>A grey.</summary>
    public static Colour Grey(double level) => new((float)level, (float)level, (float)level);

    /// <summary>Its channels times a factor.</summary>
    public Colour Times(double factor) => new((float)(Red * factor), (float)(Green * factor), (float)(Blue * factor));

    /// <summary>Part of the way to another colour.</summary>
    public Colour Toward(Colour other, double share) => new(
        (float)(Red + (other.Red - Red) * share), (float)(Green + (other.Green - Green) * share), (float)(Blue + (other.Blue - Blue) * share));
}
