using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Pictures;

/// <summary>A picture in the making: light of each pixel, row by row from the top.</summary>
internal sealed class Canvas
{
    private readonly Colour[] _light;

    /// <summary>A black picture.</summary>
    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _light = new Colour[checked(width * height)];
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The light of a pixel.</summary>
    public ref Colour this[int x, int y] => ref _light[(y * Width) + x];

    /// <summary>Lays a colour over a pixel.</summary>
    public void Cover(int x, int y, Colour colour, double share)
    {
        ref var pixel = ref this[x, y];
        pixel = pixel.Toward(colour, share);
    }

    /// <summary>What a camera makes of it: 8 bits a channel, blue first, with noise.</summary>
    /// <param name="pixels">Takes 3 bytes a pixel.</param>
    /// <param name="noise">Draws the noise.</param>
    /// <param name="grain">Deviation of the noise of full light; a fifth of it is there in the dark.</param>
    public void Expose(Span<byte> pixels, SeededRandom noise, double grain)
    {
        for (var i = 0; i < _light.Length; i++)
        {
            var light = _light[i];
            var pixel = pixels.Slice(3 * i, 3);
            // One draw for all three: noise of a sensor is mostly brightness.
            var draw = noise.Gaussian() * grain;
            (pixel[0], pixel[1], pixel[2]) = (Level(light.Blue), Level(light.Green), Level(light.Red));

            byte Level(double value) => (byte)Math.Clamp(255 * (value + draw * (0.2 + 0.8 * Math.Sqrt(Math.Max(value, 0)))) + 0.5, 0, 255);
        }
    }
}
