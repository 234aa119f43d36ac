namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>
/// The palette of pictures: a scale from dark violet over red to light yellow whose lightness rises evenly, so that equal steps of level look equally large, also in grey
/// and to eyes that see fewer colours; and a few colours for lines and letters.
/// </summary>
/// <remarks>Even in OKLab (Ottosson 2020, "A perceptual color space for image processing"): lightness is a straight line, the hue turns evenly, the chroma is what sRGB can show.</remarks>
internal static class ColourMap
{
    /// <summary>Steps of the scale, about a decibel each; their palette entries begin at 0. More of them look no better and take twice the room on disk.</summary>
    public const int Steps = 64;

    /// <summary>White.</summary>
    public const byte White = 250;

    /// <summary>Black.</summary>
    public const byte Black = 251;

    /// <summary>Grey, for ticks.</summary>
    public const byte Grey = 252;

    /// <summary>What marks an event: it is not in the scale.</summary>
    public const byte Mark = 253;

    /// <summary>The palette: 256 entries of red, green, blue.</summary>
    public static ReadOnlySpan<byte> Palette => Colours;

    private static readonly byte[] Colours = Make();

    private static byte[] Make()
    {
        var palette = new byte[256 * 3];
        for (var i = 0; i < Steps; i++)
        {
            var t = (double)i / (Steps - 1);
            var hue = (285 + (175 * t)) * Math.PI / 180;
            var chroma = 0.21 * Math.Sin(Math.PI * (0.12 + (0.76 * t)));
            Write(palette, i, 0.10 + (0.86 * t), chroma, hue);
        }

        Set(palette, White, 255, 255, 255);
        Set(palette, Black, 0, 0, 0);
        Set(palette, Grey, 110, 110, 110);
        Set(palette, Mark, 0, 225, 255);
        return palette;
    }

    private static void Write(byte[] palette, int index, double lightness, double chroma, double hue)
    {
        // Less colourful until sRGB can show it: lightness and hue stay.
        Span<double> linear = stackalloc double[3];
        for (; ; chroma *= 0.97)
        {
            ToLinear(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue), linear);
            if (chroma < 0.001 || (linear[0] is >= 0 and <= 1 && linear[1] is >= 0 and <= 1 && linear[2] is >= 0 and <= 1)) break;
        }

        Set(palette, index, Gamma(linear[0]), Gamma(linear[1]), Gamma(linear[2]));
    }

    private static void ToLinear(double lightness, double a, double b, Span<double> linear)
    {
        var l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        var m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        var s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        linear[0] = (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s);
        linear[1] = (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s);
        linear[2] = (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s);
    }

    private static double Cube(double value) => value * value * value;

    // IEC 61966-2-1.
    private static int Gamma(double value)
    {
        value = Math.Clamp(value, 0, 1);
        return (int)Math.Round(255 * (value <= 0.0031308 ? 12.92 * value : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055));
    }

    private static void Set(byte[] palette, int index, int red, int green, int blue) =>
        (palette[3 * index], palette[(3 * index) + 1], palette[(3 * index) + 2]) = ((byte)red, (byte)green, (byte)blue);
}
