using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Fields;

/// <summary>One field of view of a microscope in bright light: spores and debris on a slide, with what is where.</summary>
internal sealed class FieldPicture
{
    private readonly List<TruthObject> _objects = [];

    private FieldPicture(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[checked(3 * width * height)];
        Mask = new byte[width * height];
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>8 bits a channel, blue first.</summary>
    public byte[] Pixels { get; }

    /// <summary>A byte a pixel: 0 for none, 1 and up for spores of each label, 255 for debris.</summary>
    public byte[] Mask { get; }

    /// <summary>Its spores, with boxes about them.</summary>
    public IReadOnlyList<TruthObject> Spores => _objects;

    /// <summary>Makes a field.</summary>
    /// <param name="rules">What it is like.</param>
    /// <param name="seed">The same seed gives the same field.</param>
    public static FieldPicture Create(FieldRules rules, ulong seed)
    {
        var random = new SeededRandom(seed, RandomPurpose.Field);
        var field = new FieldPicture(rules.Width, rules.Height);
        var canvas = new Canvas(rules.Width, rules.Height);
        Lamp(canvas, random);
        foreach (var particle in Place(rules, random)) field.Lay(canvas, particle);
        canvas.Expose(field.Pixels, new SeededRandom(seed, RandomPurpose.Sensor), random.Between(0.006, 0.02));
        return field;
    }

    private static void Lamp(Canvas canvas, SeededRandom random)
    {
        var light = random.Between(0.72, 0.93);
        var tint = new Colour((float)random.Between(0.96, 1.04), 1f, (float)random.Between(0.86, 1.02));
        var (slopeX, slopeY, dim) = (random.Between(-0.07, 0.07), random.Between(-0.07, 0.07), random.Between(0, 0.12));
        var stains = new Lattice((ulong)random.Below(int.MaxValue));
        var depth = random.Between(0.005, 0.03);
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
            {
                var (u, v) = ((2.0 * x / canvas.Width) - 1, (2.0 * y / canvas.Height) - 1);
                canvas[x, y] = tint.Times(light * (1 + slopeX * u + slopeY * v - dim * 0.5 * (u * u + v * v)) * (1 + depth * stains.Cloud(x / 90.0, y / 90.0, 3)));
            }
    }

    // Random places, as deposits are; what would lie on top of another is moved elsewhere, but for a few that touch.
    private static List<Particle> Place(FieldRules rules, SeededRandom random)
    {
        var area = rules.Width * (double)rules.Height / 1e6;
        var kinds = new List<ParticleKind>();
        for (var i = Count(rules.Spores * area); i > 0; i--) kinds.Add(ParticleKinds.DrawSpore(random, rules.Even));
        for (var i = Count(rules.Debris * area); i > 0; i--) kinds.Add(ParticleKinds.DrawDebris(random));
        var placed = new List<Particle>();
        foreach (var kind in kinds)
            for (var attempt = 0; attempt < 40; attempt++)
            {
                var particle = new Particle(kind, random.Between(0, rules.Width), random.Between(0, rules.Height), random);
                var closeness = random.Unit() < 0.02 ? 0.55 : 1.0;
                if (placed.Exists(other => Math.Sqrt(Math.Pow(other.X - particle.X, 2) + Math.Pow(other.Y - particle.Y, 2)) < closeness * (other.HalfLength + particle.HalfLength + 3))) continue;
                placed.Add(particle);
                break;
            }

        return placed;

        // Poisson by its waiting times.
        int Count(double mean)
        {
            var (count, left) = (-1, 0.0);
            while (left <= mean)
            {
                left -= Math.Log(1 - random.Unit());
                count++;
            }

            return count;
        }
    }

    private void Lay(Canvas canvas, Particle particle)
    {
        var (left, right) = (Math.Max((int)(particle.X - particle.Reach), 0), Math.Min((int)(particle.X + particle.Reach) + 1, Width - 1));
        var (top, bottom) = (Math.Max((int)(particle.Y - particle.Reach), 0), Math.Min((int)(particle.Y + particle.Reach) + 1, Height - 1));
        var (minX, minY, maxX, maxY) = (int.MaxValue, int.MaxValue, -1, -1);
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                ref var light = ref canvas[x, y];
                var density = particle.DensityAt(x, y);
                light = new Colour(light.Red * MathF.Exp(-density.Red), light.Green * MathF.Exp(-density.Green), light.Blue * MathF.Exp(-density.Blue));
                if (particle.EdgeAt(x, y) > 0) continue;
                ref var mask = ref Mask[(y * Width) + x];
                if (!particle.Kind.IsSpore())
                {
                    // A spore that dust touches is still a spore.
                    if (mask == 0) mask = 255;
                    continue;
                }

                mask = (byte)(1 + (int)particle.Kind);
                (minX, minY, maxX, maxY) = (Math.Min(minX, x), Math.Min(minY, y), Math.Max(maxX, x), Math.Max(maxY, y));
            }

        if (maxX >= 0) _objects.Add(new TruthObject((int)particle.Kind, minX, minY, maxX - minX + 1, maxY - minY + 1));
    }
}
