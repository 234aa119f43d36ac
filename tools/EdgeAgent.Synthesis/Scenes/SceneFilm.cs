using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>A film of a camera at the water: things come, cross one another and go.</summary>
internal sealed class SceneFilm
{
    private readonly Backdrop _backdrop;
    private readonly ScenePicture _picture;
    private readonly List<Voyage> _voyages = [];
    private readonly Canvas _canvas;
    private readonly SeededRandom _sensor;

    /// <summary>Plans a film.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="pause">Seconds from one thing's coming to the next one's, on the average.</param>
    /// <param name="weather">The weather.</param>
    /// <param name="seed">The same seed gives the same film.</param>
    public SceneFilm(int width, int height, double seconds, double pause, Weather weather, ulong seed)
    {
        var random = new SeededRandom(seed, RandomPurpose.Scene);
        _backdrop = new Backdrop(weather, random);
        _picture = new ScenePicture(_backdrop, seed);
        _canvas = new Canvas(width, height);
        _sensor = new SeededRandom(seed, RandomPurpose.Sensor);
        // One buoy lies at anchor all the time; the others pass.
        _voyages.Add(new Voyage(1, ThingKind.Buoy, 0, random));
        for (var begin = random.Between(1, 3); begin < seconds; begin -= Math.Log(1 - random.Unit()) * pause)
            _voyages.Add(new Voyage(_voyages.Count + 1, random.Below(5) switch { 0 or 1 => ThingKind.Boat, 2 or 3 => ThingKind.Sailboat, _ => ThingKind.Bird }, begin, random));
    }

    /// <summary>Paints a frame; frames are painted in order.</summary>
    /// <param name="seconds">When it is.</param>
    /// <param name="pixels">Takes 3 bytes a pixel, blue first.</param>
    /// <returns>What is in it, by the number of its voyage.</returns>
    public List<(int Track, TruthObject Seen)> Paint(double seconds, Span<byte> pixels)
    {
        var there = new List<(int Track, PlacedThing Placed)>();
        foreach (var voyage in _voyages)
            if (voyage.At(seconds, _backdrop, _canvas.Width, _canvas.Height) is { } placed) there.Add((voyage.Track, placed));
        there.Sort((a, b) => b.Placed.Distance.CompareTo(a.Placed.Distance));
        _picture.Paint(_canvas, [.. there.Select(thing => thing.Placed)], seconds);
        _canvas.Expose(pixels, _sensor, 0.01);
        var seen = new List<(int, TruthObject)>();
        foreach (var (track, placed) in there)
            if (ScenePicture.Seen(placed, _canvas.Width, _canvas.Height) is { } thing) seen.Add((track, thing));
        return seen;
    }
}
