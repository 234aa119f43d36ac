namespace EdgeAgent.Synthesis.Scenes;

/// <summary>A thing at a place in a picture.</summary>
/// <param name="Thing">What it looks like.</param>
/// <param name="X">Left edge of its box in pixels.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width of its box; its height follows from the thing.</param>
/// <param name="Distance">0 close to the camera to 1 at the horizon.</param>
/// <param name="Flap">How far a bird's wings are up, −1 to 1.</param>
internal readonly record struct PlacedThing(Thing Thing, double X, double Y, double Width, double Distance, double Flap)
{
    /// <summary>Height of its box in pixels.</summary>
    public double Height => Width * Thing.Aspect;
}
