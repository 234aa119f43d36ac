using EdgeAgent.Synthesis.Pictures;
using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>Sky and sea in some weather, as they are at each moment.</summary>
internal sealed class Backdrop
{
    private readonly Colour _zenith;
    private readonly Colour _horizonSky;
    private readonly Colour _deep;
    private readonly Colour _far;
    private readonly double _clouds;
    private readonly double _swell;
    private readonly double _sunX;
    private readonly double _sunY;
    private readonly double _sun;
    private readonly Lattice _sky;
    private readonly Lattice _sea;

    /// <summary>Draws a backdrop.</summary>
    public Backdrop(Weather weather, SeededRandom random)
    {
        Weather = weather;
        var tone = random.Between(0.85, 1.12);
        (_zenith, _horizonSky, _deep, _far) = weather switch
        {
            Weather.Dusk => (Rgb(0.18, 0.20, 0.42), Rgb(0.95, 0.52, 0.22), Rgb(0.10, 0.12, 0.22), Rgb(0.55, 0.33, 0.25)),
            Weather.Night => (Rgb(0.03, 0.04, 0.08), Rgb(0.09, 0.11, 0.17), Rgb(0.02, 0.03, 0.05), Rgb(0.05, 0.07, 0.11)),
            Weather.Overcast => (Rgb(0.55, 0.58, 0.62), Rgb(0.70, 0.72, 0.74), Rgb(0.17, 0.23, 0.26), Rgb(0.38, 0.43, 0.46)),
            Weather.Rain => (Rgb(0.40, 0.43, 0.46), Rgb(0.52, 0.55, 0.57), Rgb(0.15, 0.20, 0.22), Rgb(0.32, 0.37, 0.39)),
            Weather.Fog => (Rgb(0.72, 0.74, 0.75), Rgb(0.76, 0.77, 0.78), Rgb(0.38, 0.44, 0.46), Rgb(0.70, 0.72, 0.73)),
            _ => (Rgb(0.20, 0.42, 0.78), Rgb(0.68, 0.80, 0.92), Rgb(0.03, 0.17, 0.28), Rgb(0.22, 0.42, 0.55)),
        };
        Horizon = random.Between(0.32, 0.52);
        _clouds = weather switch { Weather.Clear or Weather.DirtyLens => random.Between(0.1, 0.5), Weather.Dusk => random.Between(0.2, 0.6), Weather.Night => 0.02, Weather.Fog => 0.02, _ => random.Between(0.1, 0.25) };
        _swell = random.Between(0.35, 1.1);
        (_sunX, _sunY) = (random.Between(-0.2, 1.2), weather == Weather.Dusk ? Horizon - random.Between(0.01, 0.10) : random.Between(-0.3, 0.2));
        _sun = weather switch { Weather.Clear or Weather.DirtyLens => random.Between(0.1, 0.5), Weather.Dusk => 0.7, Weather.Night => random.Unit() < 0.5 ? 0.12 : 0, _ => 0 };
        (_sky, _sea) = (new Lattice((ulong)random.Below(int.MaxValue)), new Lattice((ulong)random.Below(int.MaxValue)));
        Fade = weather switch { Weather.Fog => random.Between(0.75, 0.97), Weather.Rain => random.Between(0.25, 0.5), Weather.Overcast => 0.15, _ => 0.1 };
        Light = weather switch { Weather.Night => 0.2, Weather.Dusk => 0.5, Weather.Rain => 0.75, Weather.Overcast => 0.85, _ => 1 };

        Colour Rgb(double red, double green, double blue) => new Colour((float)red, (float)green, (float)blue).Times(tone);
    }

    /// <summary>What weather it is.</summary>
    public Weather Weather { get; }

    /// <summary>Where the horizon lies, as a share of the height from above.</summary>
    public double Horizon { get; }

    /// <summary>How much of a thing at the horizon is lost in the air, 0 to 1.</summary>
    public double Fade { get; }

    /// <summary>How brightly things are lit, 0 to 1.</summary>
    public double Light { get; }

    /// <summary>The colour of air far away.</summary>
    public Colour Air => _horizonSky;

    /// <summary>Paints a frame.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="seconds">Time since the scene began.</param>
    public void Paint(Canvas canvas, double seconds)
    {
        var aspect = (double)canvas.Width / canvas.Height;
        for (var y = 0; y < canvas.Height; y++)
        {
            var v = (y + 0.5) / canvas.Height;
            for (var x = 0; x < canvas.Width; x++)
            {
                var u = (x + 0.5) / canvas.Width;
                canvas[x, y] = v < Horizon ? SkyAt(u * aspect, v, u, seconds) : SeaAt(u * aspect, v, u, seconds);
            }
        }
    }

    private Colour SkyAt(double x, double v, double u, double seconds)
    {
        var height = 1 - (v / Horizon);
        var sky = _horizonSky.Toward(_zenith, Math.Sqrt(height));
        var cloud = Math.Max(_sky.Cloud((x * 2.2 / (0.35 + height)) + 0.01 * seconds, 5 / (0.35 + height), 3) - 0.05, 0) * _clouds * 2;
        sky = sky.Toward(Colour.Grey(0.92).Times(Math.Min(Light + 0.1, 1)), Math.Min(cloud, 0.85));
        return Sunlit(sky, u, v, 60);
    }

    private Colour SeaAt(double x, double v, double u, double seconds)
    {
        var near = (v - Horizon) / (1 - Horizon);
        var sea = _far.Toward(_deep, Math.Pow(near, 0.6));
        // Waves shrink toward the horizon, as everything on a plane does.
        var depth = 1 / (near + 0.06);
        var wave = _sea.Cloud((x * 9 * Math.Sqrt(depth)) + 0.7 * seconds, depth * 7 - 0.5 * seconds, 3);
        var crest = Math.Max(wave - 0.35, 0) * _swell;
        sea = sea.Times(1 + 0.35 * _swell * wave).Toward(Colour.Grey(0.85 * Light), Math.Min(crest, 0.5));
        // The sun's path on the water.
        var path = _sun * Math.Exp(-Math.Pow((u - _sunX) * 5 / (0.6 + near), 2)) * Math.Max(wave + 0.3, 0);
        return sea.Toward(_horizonSky.Times(1.1), Math.Min(path, 0.8));
    }

    private Colour Sunlit(Colour sky, double u, double v, double sharpness)
    {
        if (_sun == 0) return sky;
        var away = Math.Pow(u - _sunX, 2) + Math.Pow(v - _sunY, 2);
        return sky.Toward(new Colour(1f, 0.97f, 0.88f), Math.Min(_sun * Math.Exp(-away * sharpness) + (away < 0.0009 ? _sun : 0), 1));
    }
}
