using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

/// <summary>Frames of any layout.</summary>
internal static class TestFrames
{
    public static readonly PixelFormat[] Formats = Enum.GetValues<PixelFormat>();

    /// <summary>Noise in every byte, the padding between rows too: what reads it is found out.</summary>
    public static byte[] Noise(FrameLayout layout, int seed)
    {
        var bytes = new byte[layout.FrameBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A soft pattern of colours without sharp edges, as rgb24 without padding.</summary>
    public static byte[] Smooth(int width, int height)
    {
        var bytes = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                bytes[at] = (byte)(128 + (100 * Math.Sin(x * 6.0 / width) * Math.Cos(y * 3.0 / height)));
                bytes[at + 1] = (byte)(40 + (170.0 * x / width));
                bytes[at + 2] = (byte)(128 + (90 * Math.Sin((x + (2.0 * y)) * 5 / (width + height))));
            }
        }

        return bytes;
    }
}
