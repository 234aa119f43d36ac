using EdgeAgent.Synthesis.Pictures;

namespace EdgeAgent.Synthesis.Scenes;

/// <summary>Paints what a camera at the water sees: backdrop, things, and what lies between them and the lens.</summary>
/// <param name="backdrop">Sky and sea.</param>
/// <param name="lens">Seed of rain and dirt.</param>
internal sealed class ScenePicture(Backdrop backdrop, ulong lens)
{
    private readonly Lattice _lens = new(lens);

    /// <summary>Paints a frame.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="things">What is there, the farthest first.</param>
    /// <param name="seconds">Time since the scene began.</param>
    public void Paint(Canvas canvas, IReadOnlyList<PlacedThing> things, double seconds)
    {
        backdrop.Paint(canvas, seconds);
        foreach (var thing in things) Lay(canvas, thing);
        if (backdrop.Weather == Weather.Rain) Rain(canvas, seconds);
        if (backdrop.Weather == Weather.DirtyLens) Dirt(canvas);
    }

    /// <summary>The box of a thing as far as it is in the picture; null when next to nothing of it is.</summary>
    public static TruthObject? Seen(PlacedThing thing, int width, int height)
    {
        var (left, top) = (Math.Max(thing.X, 0), Math.Max(thing.Y, 0));
        var (right, bottom) = (Math.Min(thing.X + thing.Width, width), Math.Min(thing.Y + thing.Height, height));
        if (right <= left || bottom <= top || (right - left) * (bottom - top) < 0.35 * thing.Width * thing.Height) return null;
        return new TruthObject((int)thing.Thing.Kind, left, top, right - left, bottom - top);
    }

    private void Lay(Canvas canvas, PlacedThing placed)
    {
        var (left, right) = (Math.Max((int)placed.X - 1, 0), Math.Min((int)(placed.X + placed.Width) + 1, canvas.Width - 1));
        var (top, bottom) = (Math.Max((int)placed.Y - 1, 0), Math.Min((int)(placed.Y + placed.Height) + 1, canvas.Height - 1));
        var faded = backdrop.Fade * placed.Distance;
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                var paint = placed.Thing.At(((x + 0.5 - placed.X) / placed.Width) - 0.5, (placed.Y + placed.Height - y - 0.5) / placed.Height, 0.8 / placed.Width, placed.Flap, out var share);
                if (share > 0) canvas.Cover(x, y, paint.Times(backdrop.Light).Toward(backdrop.Air, faded), share);
            }

        if (placed.Thing.Kind == ThingKind.Bird) return;
        // Its reflection, broken by the waves.
        var depth = (int)(0.25 * placed.Height);
        for (var y = bottom + 1; y < Math.Min(bottom + 1 + depth, canvas.Height); y++)
            for (var x = left; x <= right; x++)
                canvas.Cover(x, y, Colour.Grey(0.05 * backdrop.Light), 0.35 * (1 - ((y - bottom) / (double)depth)) * (0.6 + 0.4 * _lens.At(x / 3.0, y * 1.5)) * (1 - faded));
    }

    private void Rain(Canvas canvas, double seconds)
    {
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
            {
                var streak = _lens.At((x + 0.18 * y) / 1.6, (y / 26.0) - (31 * seconds) + (Math.Floor((x + 0.18 * y) / 9.0) * 7.31));
                if (streak > 0.62) canvas.Cover(x, y, Colour.Grey(0.78), Math.Min((streak - 0.62) * 0.9, 0.25));
            }
    }

    private void Dirt(Canvas canvas)
    {
        for (var y = 0; y < canvas.Height; y++)
            for (var x = 0; x < canvas.Width; x++)
            {
                var (u, v) = (x * 6.0 / canvas.Width, y * 6.0 / canvas.Width);
                var drop = _lens.Cloud(u, v, 2);
                if (drop > 0.12) canvas.Cover(x, y, Colour.Grey(0.42 + 0.25 * drop), Math.Min((drop - 0.12) * 3.2, 0.82));
            }
    }
}
