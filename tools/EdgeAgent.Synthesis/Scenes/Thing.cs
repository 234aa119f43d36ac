using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>How one boat, buoy or bird looks; where it is may change from frame to frame.</summary>
internal sealed class Thing
{
    private readonly Colour _body;
    private readonly Colour _top;
    private readonly double _shape;

    /// <summary>Draws one of a kind.</summary>
    public Thing(ThingKind kind, SeededRandom random)
    {
        Kind = kind;
        _shape = random.Unit();
        IsMirrored = random.Unit() < 0.5;
        _body = kind switch
        {
            ThingKind.Buoy => random.Unit() < 0.5 ? new Colour(0.78f, 0.10f, 0.08f) : random.Unit() < 0.6 ? new Colour(0.08f, 0.45f, 0.15f) : new Colour(0.85f, 0.70f, 0.08f),
            ThingKind.Bird => Colour.Grey(random.Between(0.08, 0.9)),
            _ => new Colour((float)random.Between(0.05, 0.9), (float)random.Between(0.05, 0.9), (float)random.Between(0.05, 0.9)),
        };
        _top = kind == ThingKind.Sailboat ? Colour.Grey(random.Between(0.75, 0.97)) : Colour.Grey(random.Between(0.55, 0.95));
        // Height over width of its box.
        Aspect = kind switch { ThingKind.Boat => 0.42 + 0.16 * _shape, ThingKind.Sailboat => 1.25 + 0.3 * _shape, ThingKind.Buoy => 1.5 + 0.5 * _shape, _ => 0.42 };
    }

    /// <summary>What it is.</summary>
    public ThingKind Kind { get; }

    /// <summary>Height over width.</summary>
    public double Aspect { get; }

    /// <summary>Whether it heads to the left.</summary>
    public bool IsMirrored { get; set; }

    /// <summary>What is seen of it at a place of its box.</summary>
    /// <param name="x">−0.5 at the left edge of its box to 0.5 at the right one.</param>
    /// <param name="y">0 at the lower edge to 1 at the upper one.</param>
    /// <param name="pixel">The size of a pixel in units of its width.</param>
    /// <param name="flap">How far a bird's wings are up, −1 to 1.</param>
    /// <param name="share">How much of the pixel it covers, 0 to 1.</param>
    public Colour At(double x, double y, double pixel, double flap, out double share)
    {
        if (IsMirrored) x = -x;
        // Distances are in widths of the box.
        y *= Aspect;
        var seen = 0.0;
        var colour = _body;
        switch (Kind)
        {
            case ThingKind.Boat:
                var deck = 0.30 * Aspect + 0.10;
                // The bow rises and overhangs.
                Add(Math.Max(Math.Max(Math.Abs(x + 0.04 * (y / deck)) - (0.40 + 0.10 * (y / deck)), y - deck - 0.06 * x), -y), _body);
                Add(Distance.RoundedBox(x + 0.08, y - deck - 0.28 * Aspect, 0.19 + 0.08 * _shape, 0.26 * Aspect, 0.02), _top);
                Add(Distance.RoundedBox(x + 0.06, y - deck - 0.33 * Aspect, 0.15 + 0.07 * _shape, 0.07 * Aspect, 0.01), new Colour(0.08f, 0.12f, 0.17f));
                Add(Distance.Line(x, y, -0.16, deck, -0.16, Aspect - 0.01) - 0.012, Colour.Grey(0.2));
                break;
            case ThingKind.Sailboat:
                Add(Math.Max(Math.Max(Math.Abs(x) - (0.36 + 0.9 * y), y - 0.15), -y), _body);
                Add(Distance.Line(x, y, 0, 0.1, 0, Aspect - 0.01) - 0.014, Colour.Grey(0.15));
                Add(Distance.Triangle(x, y, (-0.03, 0.22), (-0.03, Aspect - 0.03), (-0.46, 0.22)), _top);
                Add(Distance.Triangle(x, y, (0.04, Aspect - 0.12), (0.04, 0.20), (0.44, 0.20)), _top.Times(0.9));
                break;
            case ThingKind.Buoy:
                Add(Distance.RoundedBox(x, y - 0.20, 0.49, 0.20, 0.10), _body.Times(0.75));
                Add(Math.Max(Math.Abs(x) - 0.34 * (1 - 0.55 * Math.Clamp((y - 0.3) / (Aspect - 0.6), 0, 1)), Math.Max(0.3 - y, y - Aspect + 0.25)), _body);
                Add(Distance.Ellipse(x, y - Aspect + 0.14, 0.13, 0.13), Colour.Grey(0.9));
                break;
            default:
                var lift = 0.17 * flap;
                Add(Distance.Ellipse(x, y - 0.20, 0.13, 0.055), _body);
                Add(Distance.Line(x, y, -0.03, 0.21, -0.25, 0.23 + lift) - 0.030, _body);
                Add(Distance.Line(x, y, -0.25, 0.23 + lift, -0.48, 0.20 + 0.6 * lift) - 0.018, _body.Times(0.8));
                Add(Distance.Line(x, y, 0.03, 0.21, 0.25, 0.23 + lift) - 0.030, _body);
                Add(Distance.Line(x, y, 0.25, 0.23 + lift, 0.48, 0.20 + 0.6 * lift) - 0.018, _body.Times(0.8));
                break;
        }

        share = seen;
        return colour;

        void Add(double distance, Colour paint)
        {
            var covers = Distance.Cover(distance, Math.Max(pixel, 1e-6));
            if (covers <= 0) return;
            colour = seen == 0 ? paint : colour.Toward(paint, covers);
            seen = Math.Max(seen, covers);
        }
    }
}
