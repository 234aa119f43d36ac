using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>How one thing moves through the picture, once.</summary>
internal sealed class Voyage
{
    private readonly Thing _thing;
    private readonly double _distance;
    private readonly double _height;
    private readonly double _bob;
    private readonly double _speed;
    private readonly double _anchor;

    /// <summary>Draws a voyage.</summary>
    /// <param name="track">Its number, from 1.</param>
    /// <param name="kind">What goes.</param>
    /// <param name="begin">When it enters the picture, in seconds.</param>
    /// <param name="random">Draws.</param>
    public Voyage(int track, ThingKind kind, double begin, SeededRandom random)
    {
        (Track, Begin) = (track, begin);
        _thing = new Thing(kind, random);
        _distance = random.Between(0.25, 0.75);
        _height = random.Between(0.1, 0.85);
        _bob = random.Between(0, 6);
        // Widths of the picture a second; near things cross it faster.
        _speed = kind switch { ThingKind.Boat => 0.11, ThingKind.Sailboat => 0.05, ThingKind.Bird => 0.16, _ => 0 } * (1.2 - _distance) * random.Between(0.8, 1.3);
        _anchor = random.Between(0.1, 0.8);
        if (random.Unit() < 0.5) _speed = -_speed;
        _thing.IsMirrored = _speed < 0;
    }

    /// <summary>Its number, from 1.</summary>
    public int Track { get; }

    /// <summary>When it enters the picture, in seconds.</summary>
    public double Begin { get; }

    /// <summary>Where it is; null when it is not there yet or has gone.</summary>
    public PlacedThing? At(double seconds, Backdrop backdrop, int width, int height)
    {
        var since = seconds - Begin;
        if (since < 0) return null;
        var size = SceneStill.Size(_thing.Kind, _distance) * width;
        var x = _speed switch { 0 => _anchor * width, > 0 => (_speed * since * width) - size, _ => width + (_speed * since * width) };
        if (x < -size || x > width) return null;
        var swing = Math.Sin((1.7 * seconds) + _bob) * 0.006 * height;
        var foot = _thing.Kind == ThingKind.Bird
            ? _height * backdrop.Horizon * height + 3 * swing
            : (backdrop.Horizon + (1 - backdrop.Horizon) * Math.Pow(1 - _distance, 1.6) * 0.85 + 0.01) * height + swing;
        return new PlacedThing(_thing, x, foot - size * _thing.Aspect, size, _distance, Math.Sin(9 * seconds + _bob));
    }
}
