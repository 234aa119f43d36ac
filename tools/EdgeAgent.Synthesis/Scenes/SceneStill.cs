using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>One picture of its own: some weather, some things.</summary>
internal sealed class SceneStill
{
    private SceneStill(int width, int height, Weather weather) => (Pixels, Weather) = (new byte[checked(3 * width * height)], weather);

    /// <summary>8 bits a channel, blue first.</summary>
    public byte[] Pixels { get; }

    /// <summary>The weather.</summary>
    public Weather Weather { get; }

    /// <summary>What is in it.</summary>
    public IReadOnlyList<TruthObject> Objects { get; private set; } = [];

    /// <summary>Makes a picture.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="most">At most so many things.</param>
    /// <param name="seed">The same seed gives the same picture.</param>
    public static SceneStill Create(int width, int height, int most, ulong seed)
    {
        var random = new SeededRandom(seed, RandomPurpose.Scene);
        var still = new SceneStill(width, height, (Weather)random.Below(SceneNames.Weathers.Count));
        var backdrop = new Backdrop(still.Weather, random);
        var things = new List<PlacedThing>();
        for (var i = random.Below(most + 1); i > 0; i--)
        {
            var placed = Place(backdrop, width, height, random);
            if (things.TrueForAll(other => Shared(other, placed) < 0.2)) things.Add(placed);
        }

        things.Sort((a, b) => b.Distance.CompareTo(a.Distance));
        var canvas = new Canvas(width, height);
        new ScenePicture(backdrop, seed).Paint(canvas, things, random.Between(0, 100));
        canvas.Expose(still.Pixels, new SeededRandom(seed, RandomPurpose.Sensor), random.Between(0.005, 0.03));
        still.Objects = [.. things.Select(thing => ScenePicture.Seen(thing, width, height)).OfType<TruthObject>()];
        return still;
    }

    /// <summary>Puts a thing somewhere that it may be: on the water, smaller the farther away, or in the air.</summary>
    public static PlacedThing Place(Backdrop backdrop, int width, int height, SeededRandom random)
    {
        var thing = new Thing((ThingKind)random.Below(SceneNames.Things.Count), random);
        var distance = random.Between(0.0, 0.92);
        var size = Size(thing.Kind, distance) * width * random.Between(0.85, 1.15);
        var high = size * thing.Aspect;
        var foot = thing.Kind == ThingKind.Bird
            ? random.Between(0.05, backdrop.Horizon + 0.1) * height
            : (backdrop.Horizon + (1 - backdrop.Horizon) * Math.Pow(1 - distance, 1.6) * 0.85 + 0.01) * height;
        return new PlacedThing(thing, random.Between(-0.2 * size, width - 0.8 * size), foot - high, size, distance, random.Between(-1, 1));
    }

    /// <summary>Width of a thing as a share of the picture's.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="distance">0 close to 1 at the horizon.</param>
    public static double Size(ThingKind kind, double distance) =>
        (kind switch { ThingKind.Boat => 0.44, ThingKind.Sailboat => 0.26, ThingKind.Buoy => 0.13, _ => 0.17 }) * (1.08 - distance);

    private static double Shared(PlacedThing a, PlacedThing b)
    {
        var across = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var down = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return across <= 0 || down <= 0 ? 0 : across * down / Math.Min(a.Width * a.Height, b.Width * b.Height);
    }
}
