using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>An image as the tests see it, read without the code under test: PNG by hand, photos by ffmpeg.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 (gray or palette index) or 3 (red, green, blue).</param>
/// <param name="Pixels">Row by row, interleaved.</param>
internal sealed record RgbImage(int Width, int Height, int Channels, byte[] Pixels)
{
    /// <summary>8-bit PNG without interlacing: gray, palette (as indices), RGB.</summary>
    public static RgbImage ReadPng(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var (at, width, height, depth, kind) = (8, 0, 0, 0, 0);
        using var packed = new MemoryStream();
        while (at < bytes.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            var type = System.Text.Encoding.ASCII.GetString(bytes, at + 4, 4);
            var data = bytes.AsSpan(at + 8, length);
            if (type == "IHDR") (width, height, depth, kind) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[8], data[9]);
            if (type == "IDAT") packed.Write(data);
            at += 12 + length;
        }

        var channels = kind == 2 ? 3 : 1;
        packed.Position = 0;
        using var inflated = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionMode.Decompress)) zip.CopyTo(inflated);
        var stride = ((width * channels * depth) + 7) / 8;
        var raw = Unfilter(inflated.ToArray(), stride, height, Math.Max(1, channels * depth / 8));
        if (depth == 8) return new RgbImage(width, height, channels, raw);
        var pixels = new byte[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var bit = i % width * depth;
            pixels[i] = (byte)((raw[(i / width * stride) + (bit / 8)] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1));
        }

        return new RgbImage(width, height, 1, pixels);
    }

    /// <summary>Any image that ffmpeg reads, as RGB.</summary>
    public static RgbImage ReadPhoto(string path, int width, int height)
    {
        using var process = Start(path);
        Assert.SkipWhen(process is null, "needs ffmpeg, which is not on this machine");
        using var copy = new MemoryStream();
        process!.StandardOutput.BaseStream.CopyTo(copy);
        process.WaitForExit();
        Assert.Equal(width * height * 3, copy.Length);
        return new RgbImage(width, height, 3, copy.ToArray());
    }

    /// <summary>A pixel's channel.</summary>
    public float At(int x, int y, int channel) => Pixels[(((y * Width) + x) * Channels) + (Channels == 1 ? 0 : channel)];

    /// <summary>The mean of what a pixel of a smaller image covers, or the four nearest of a larger one: slow and plain.</summary>
    public float Sample(double left, double top, double right, double bottom, int channel)
    {
        if (right - left <= 1 || bottom - top <= 1) return Bilinear((left + right) / 2, (top + bottom) / 2, channel);
        var (sum, weight) = (0.0, 0.0);
        for (var y = (int)top; y < Math.Min(Height, Math.Ceiling(bottom)); y++)
        {
            for (var x = (int)left; x < Math.Min(Width, Math.Ceiling(right)); x++)
            {
                var part = (Math.Min(right, x + 1) - Math.Max(left, x)) * (Math.Min(bottom, y + 1) - Math.Max(top, y));
                if (part <= 0) continue;
                sum += part * At(x, y, channel);
                weight += part;
            }
        }

        return (float)(sum / weight);
    }

    /// <summary>Bilinear at a point, pixel middles at half positions.</summary>
    public float Bilinear(double x, double y, int channel)
    {
        var (px, py) = (Math.Clamp(x - 0.5, 0, Width - 1), Math.Clamp(y - 0.5, 0, Height - 1));
        var (ix, iy) = ((int)px, (int)py);
        var (nx, ny) = (Math.Min(ix + 1, Width - 1), Math.Min(iy + 1, Height - 1));
        var (fx, fy) = (px - ix, py - iy);
        return (float)((((At(ix, iy, channel) * (1 - fx)) + (At(nx, iy, channel) * fx)) * (1 - fy)) + (((At(ix, ny, channel) * (1 - fx)) + (At(nx, ny, channel) * fx)) * fy));
    }

    private static byte[] Unfilter(byte[] data, int stride, int height, int step)
    {
        var pixels = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            var filter = data[y * (stride + 1)];
            for (var x = 0; x < stride; x++)
            {
                var left = x >= step ? pixels[(y * stride) + x - step] : 0;
                var up = y > 0 ? pixels[((y - 1) * stride) + x] : 0;
                var corner = x >= step && y > 0 ? pixels[((y - 1) * stride) + x - step] : 0;
                var predicted = filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 };
                pixels[(y * stride) + x] = (byte)(data[(y * (stride + 1)) + 1 + x] + predicted);
            }
        }

        return pixels;
    }

    private static int Paeth(int a, int b, int c)
    {
        var p = a + b - c;
        var (pa, pb, pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }

    private static Process? Start(string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
