using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Fields;

/// <summary>One thing on a slide: where it lies, how it is turned, and how much light it takes.</summary>
internal sealed class Particle
{
    private readonly double _cos;
    private readonly double _sin;
    private readonly double _bend;
    private readonly double _blur;
    private readonly double _strength;
    private readonly int _walls;
    private readonly Lattice _texture;

    /// <summary>Draws one of a kind.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="x">Where its middle lies, in pixels.</param>
    /// <param name="y">Where its middle lies, in pixels.</param>
    /// <param name="random">Draws what differs from one to the next.</param>
    public Particle(ParticleKind kind, double x, double y, SeededRandom random)
    {
        (Kind, X, Y) = (kind, x, y);
        var size = random.Between(0.88, 1.14);
        (HalfLength, HalfWidth) = kind switch
        {
            ParticleKind.Botrytis => (6.6 * size, 4.9 * size * random.Between(0.93, 1.07)),
            ParticleKind.Mildew => (15.5 * size, 7.6 * size * random.Between(0.92, 1.08)),
            ParticleKind.Alternaria => (random.Between(19, 31), random.Between(6.5, 8.8)),
            ParticleKind.Rust => (12.5 * size, 11.4 * size * random.Between(0.94, 1.06)),
            ParticleKind.Fusarium => (random.Between(19, 28), random.Between(2.3, 3.0)),
            ParticleKind.Dust => Round(random.Between(2.5, 4.2) * Math.Exp(random.Between(0, 1.5))),
            ParticleKind.Fibre => (random.Between(35, 110), random.Between(1, 2.4)),
            ParticleKind.Bubble => Round(random.Between(4.5, 22)),
            ParticleKind.Shred => (random.Between(10, 34), random.Between(4.5, 11)),
            ParticleKind.Droplet => Round(random.Between(4, 13)),
            _ => Round(random.Between(19, 27)),
        };
        var angle = random.Between(0, 2 * Math.PI);
        (_cos, _sin) = (Math.Cos(angle), Math.Sin(angle));
        _bend = kind switch { ParticleKind.Fusarium => random.Between(3.5, 7), ParticleKind.Fibre => random.Between(-30, 30), _ => 0 };
        _blur = 0.7 + Math.Abs(random.Gaussian()) * 0.5;
        _strength = random.Between(0.8, 1.25);
        _walls = kind == ParticleKind.Fusarium ? 3 + random.Below(3) : 3 + random.Below(5);
        _texture = new Lattice((ulong)(random.Unit() * (1L << 52)));
        Reach = HalfLength + HalfWidth + Math.Abs(_bend) + 6;

        static (double, double) Round(double radius) => (radius, radius);
    }

    /// <summary>What it is.</summary>
    public ParticleKind Kind { get; }

    /// <summary>Middle, pixels from the left.</summary>
    public double X { get; }

    /// <summary>Middle, pixels from the top.</summary>
    public double Y { get; }

    /// <summary>Half its length in pixels.</summary>
    public double HalfLength { get; }

    /// <summary>Half its width in pixels.</summary>
    public double HalfWidth { get; }

    /// <summary>No pixel farther from the middle sees it.</summary>
    public double Reach { get; }

    /// <summary>Signed distance of a pixel's middle to its edge, negative inside.</summary>
    public double EdgeAt(double x, double y)
    {
        var (u, v) = Local(x, y);
        return Edge(u, v);
    }

    /// <summary>How much light it takes from a pixel, as optical density of each channel.</summary>
    public Colour DensityAt(double x, double y)
    {
        var (u, v) = Local(x, y);
        var edge = Edge(u, v);
        if (edge > 6) return default;
        var inside = Distance.Cover(edge, _blur);
        var rim = Math.Exp(-Math.Pow((edge + 0.9) / (0.9 + 0.5 * _blur), 2));
        // Light that the edge bends away brightens a thin line around what is clear.
        var halo = Math.Exp(-Math.Pow((edge - 1.8) / 1.2, 2));
        var density = Kind switch
        {
            ParticleKind.Botrytis => Mix(0.10 + 0.05 * Grain(u, v, 2.5), new Colour(0.9f, 1f, 1.05f), rim * 0.42, halo * 0.09),
            ParticleKind.Mildew => Mix(0.07 - 0.06 * Bodies(u, v), new Colour(0.95f, 0.95f, 1f), rim * 0.36, halo * 0.10),
            ParticleKind.Alternaria => Mix(0.48 + 0.10 * Grain(u, v, 3) + 0.32 * CrossWalls(u, v), new Colour(0.72f, 1.05f, 1.45f), rim * 0.45, halo * 0.03),
            ParticleKind.Rust => Mix(0.34 + 0.16 * Grain(u, v, 2.2), new Colour(0.35f, 0.95f, 1.9f), rim * 0.62, halo * 0.04),
            ParticleKind.Fusarium => Mix(0.09 + 0.22 * CrossWalls(u, v), new Colour(0.95f, 1f, 1.02f), rim * 0.30, halo * 0.08),
            ParticleKind.Dust => Mix(0.95 + 0.5 * Grain(u, v, 2), new Colour(1f, 1.05f, 1.15f), rim * 0.2, 0),
            ParticleKind.Fibre => Mix(0.30 + 0.12 * Grain(u / 4, v, 2), new Colour(1.05f, 1f, 0.85f), rim * 0.4, halo * 0.05),
            ParticleKind.Bubble => Mix(-0.05, new Colour(1f, 1f, 1f), Math.Exp(-Math.Pow((edge + 2.2) / (1.4 + 0.08 * HalfLength), 2)) * 1.1, halo * 0.12),
            ParticleKind.Shred => Mix(0.42 + 0.30 * Grain(u / 3, v, 2), new Colour(0.75f, 1f, 1.4f), rim * 0.15, halo * 0.03),
            ParticleKind.Droplet => Mix(0.02, new Colour(0.95f, 1f, 1.05f), rim * 0.5, halo * 0.14),
            _ => Mix(0.22 + 0.15 * Grain(u, v, 2), new Colour(0.55f, 0.8f, 1.5f), rim * 0.75, halo * 0.05),
        };
        return density.Times(_strength);

        Colour Mix(double body, Colour colour, double wall, double bright) => colour.Times((body * inside) + wall - bright);
    }

    private (double U, double V) Local(double x, double y)
    {
        var (dx, dy) = (x - X, y - Y);
        return ((dx * _cos) + (dy * _sin), (dy * _cos) - (dx * _sin));
    }

    private double Edge(double u, double v)
    {
        switch (Kind)
        {
            case ParticleKind.Mildew:
                return Distance.RoundedBox(u, v, HalfLength, HalfWidth, HalfWidth * 0.85);
            case ParticleKind.Alternaria:
                // A club: round at the head, drawn out to a beak.
                var along = Math.Clamp((u + HalfLength) / (2 * HalfLength), 0, 1);
                var half = HalfWidth * (along < 0.35 ? Math.Sqrt(Math.Max(1 - Math.Pow((0.35 - along) / 0.37, 2), 0.02)) : 1 - 0.78 * Math.Pow((along - 0.35) / 0.65, 1.2));
                return Math.Max(Math.Abs(v) - half, Math.Abs(u) - HalfLength);
            case ParticleKind.Fusarium:
                var share = u / HalfLength;
                var spine = _bend * ((share * share) - 0.35);
                var taper = HalfWidth * Math.Sqrt(Math.Max(1 - Math.Pow(Math.Abs(share), 2.6), 0.0));
                return Math.Max(Math.Abs(v - spine) - taper, Math.Abs(u) - HalfLength);
            case ParticleKind.Fibre:
                var bow = _bend * Math.Sin(2.2 * u / HalfLength);
                return Math.Max(Math.Abs(v - bow) - HalfWidth, Math.Abs(u) - HalfLength);
            case ParticleKind.Dust:
                var angle = Math.Atan2(v, u);
                var ragged = 1 + 0.42 * _texture.Cloud(2.2 * Math.Cos(angle), 2.2 * Math.Sin(angle), 3);
                return Math.Sqrt((u * u) + (v * v)) - (HalfLength * ragged);
            case ParticleKind.Shred:
                return Distance.RoundedBox(u, v, HalfLength, HalfWidth, 2) + 2.6 * _texture.Cloud(u / 5, v / 5, 3);
            case ParticleKind.Rust:
                // Spines: the edge comes and goes all the way round.
                return Distance.Ellipse(u, v, HalfLength, HalfWidth) - 0.55 * Math.Sin(26 * Math.Atan2(v, u));
            default:
                return Distance.Ellipse(u, v, HalfLength, HalfWidth);
        }
    }

    private double Grain(double u, double v, double size) => _texture.Cloud(u / size, v / size, 2);

    private double Bodies(double u, double v) => Math.Max(_texture.At(u / 3.2, v / 3.2), 0) * 2;

    private double CrossWalls(double u, double v)
    {
        var place = (u + HalfLength) / (2 * HalfLength) * (_walls + 1);
        var off = Math.Abs(place - Math.Round(place)) * 2 * HalfLength / (_walls + 1);
        var across = Math.Round(place) is var n && n >= 1 && n <= _walls ? Math.Exp(-Math.Pow(off / 0.9, 2)) : 0;
        // Some cells of a club are divided lengthwise too.
        var lengthwise = Kind == ParticleKind.Alternaria && (int)Math.Floor(place) % 2 == 1 ? Math.Exp(-Math.Pow(v / 0.9, 2)) : 0;
        return Math.Max(across, lengthwise);
    }
}
