using System.Buffers.Binary;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Interop.Tests.OpenCv;

public sealed class ImageFileDecoderTests
{
    [Theory]
    [InlineData(ImagePixels.Bgr24)]
    [InlineData(ImagePixels.Gray8)]
    [InlineData(ImagePixels.Gray16)]
    public void TryDecode_OwnPng_GivesTheSameBytes(ImagePixels pixels)
    {
        OpenCvHere.Required();
        const int width = 37, height = 23;
        var bytesPerPixel = pixels switch { ImagePixels.Bgr24 => 3, ImagePixels.Gray16 => 2, _ => 1 };
        var stride = (width * bytesPerPixel) + 6;
        var data = new byte[stride * height];
        new Random(1).NextBytes(data);
        using var encoder = new ImageFileEncoder();
        using var decoder = new ImageFileDecoder();

        var png = encoder.Encode(data, width, height, stride, pixels, ImageEncoding.Png, 3);
        Assert.True(decoder.TryDecode(png, ImageDecodeOptions.Default, out var image, out var fault), fault?.Reason);

        Assert.Equal((width, height, pixels), (image.Width, image.Height, image.Pixels));
        for (var y = 0; y < height; y++)
            Assert.True(image.Data.Slice(y * image.Stride, width * bytesPerPixel).SequenceEqual(data.AsSpan(y * stride, width * bytesPerPixel)), $"row {y}");
    }

    [Fact]
    public void TryDecode_OnePixel_IsThatPixel()
    {
        OpenCvHere.Required();
        using var encoder = new ImageFileEncoder();
        using var decoder = new ImageFileDecoder();

        var png = encoder.Encode([10, 200, 30], 1, 1, 3, ImagePixels.Bgr24, ImageEncoding.Png, 9);

        Assert.True(decoder.TryDecode(png, ImageDecodeOptions.Default, out var image, out _));
        Assert.Equal([10, 200, 30], image.Data[..3].ToArray());
    }

    [Fact]
    public void TryDecode_CmykJpeg_IsRedAboveBlue()
    {
        OpenCvHere.Required();
        using var decoder = new ImageFileDecoder();

        Assert.True(decoder.TryDecode(TestImages.CmykJpeg, ImageDecodeOptions.Default, out var image, out var fault), fault?.Reason);

        Assert.Equal((24, 16, ImagePixels.Bgr24), (image.Width, image.Height, image.Pixels));
        var top = image.Data[..3];
        var bottom = image.Data.Slice(15 * image.Stride, 3);
        Assert.True(top[2] > 230 && top[0] < 25, $"{top[0]} {top[1]} {top[2]}");
        Assert.True(bottom[0] > 230 && bottom[2] < 25, $"{bottom[0]} {bottom[1]} {bottom[2]}");
    }

    [Fact]
    public void TryDecode_TiffOf16BitGray_KeepsAllBits()
    {
        OpenCvHere.Required();
        var samples = new ushort[5 * 3];
        for (var i = 0; i < samples.Length; i++) samples[i] = (ushort)(i * 4369);
        using var decoder = new ImageFileDecoder();

        Assert.True(decoder.TryDecode(TestImages.GrayTiff(5, 3, samples), ImageDecodeOptions.Default, out var image, out var fault), fault?.Reason);

        Assert.Equal((5, 3, ImagePixels.Gray16), (image.Width, image.Height, image.Pixels));
        for (var i = 0; i < samples.Length; i++)
            Assert.Equal(samples[i], BinaryPrimitives.ReadUInt16LittleEndian(image.Data[((i / 5 * image.Stride) + (i % 5 * 2))..]));
    }

    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(6, 5, 3)]
    [InlineData(8, 5, 3)]
    public void TryDecode_Orientation_IsAppliedUnlessForbidden(int orientation, int width, int height)
    {
        OpenCvHere.Required();
        using var encoder = new ImageFileEncoder();
        var jpeg = TestImages.WithOrientation(encoder.Encode(new byte[3 * 5 * 3], 3, 5, 9, ImagePixels.Bgr24, ImageEncoding.Jpeg, 90), orientation);
        using var decoder = new ImageFileDecoder();

        Assert.True(ImageHeader.TryRead(jpeg, out var header, out _));
        Assert.Equal((3, 5, orientation), (header.Width, header.Height, header.Orientation));
        Assert.True(decoder.TryDecode(jpeg, ImageDecodeOptions.Default, out var upright, out _));
        Assert.Equal((width, height), (upright.Width, upright.Height));
        Assert.True(decoder.TryDecode(jpeg, new ImageDecodeOptions { ApplyOrientation = false }, out var stored, out _));
        Assert.Equal((3, 5), (stored.Width, stored.Height));
    }

    [Fact]
    public void TryDecode_20000By20000_IsRefusedByItsHeader()
    {
        OpenCvHere.Required();
        using var decoder = new ImageFileDecoder();
        // A real PNG of 400 million black pixels: 49 KB compressed, 400 MB decoded.
        var bomb = TestImages.BlackPng(20_000, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var memory = ResidentPeakKilobytes();

        Assert.False(decoder.TryDecode(bomb, ImageDecodeOptions.Default, out _, out var fault));

        Assert.Equal(ImageFaultKind.TooLarge, fault!.Kind);
        Assert.Equal("has 20000×20000 pixels, more than the 50000000 that are allowed; make it smaller, or allow more", fault.Reason);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.True(ResidentPeakKilobytes() - memory < 100_000, "memory was taken for pixels that are refused");
    }

    [Fact]
    public void TryDecode_LimitJustMet_IsDecoded()
    {
        OpenCvHere.Required();
        using var decoder = new ImageFileDecoder();

        Assert.True(decoder.TryDecode(TestImages.BlackPng(20, 10), new ImageDecodeOptions { MaxPixels = 200 }, out _, out _));
        Assert.False(decoder.TryDecode(TestImages.BlackPng(20, 10), new ImageDecodeOptions { MaxPixels = 199 }, out _, out _));
    }

    [Theory]
    [InlineData(ImageEncoding.Jpeg)]
    [InlineData(ImageEncoding.Png)]
    public void TryDecode_CutAnywhere_IsAFaultAndTheNextImageIsFine(ImageEncoding encoding)
    {
        OpenCvHere.Required();
        var data = new byte[64 * 48 * 3];
        new Random(2).NextBytes(data);
        using var encoder = new ImageFileEncoder();
        var whole = encoder.Encode(data, 64, 48, 64 * 3, ImagePixels.Bgr24, encoding, encoding == ImageEncoding.Jpeg ? 90 : 3).ToArray();
        using var decoder = new ImageFileDecoder();

        for (var length = 0; length < whole.Length; length += 1 + (length / 20))
        {
            Assert.False(decoder.TryDecode(whole.AsSpan(0, length), ImageDecodeOptions.Default, out _, out var fault), $"cut to {length}");
            Assert.NotEqual(ImageFaultKind.TooLarge, fault!.Kind);
        }

        Assert.True(decoder.TryDecode(whole, ImageDecodeOptions.Default, out _, out _));
    }

    [Fact]
    public void TryDecode_JpegDamagedWithin_IsTold()
    {
        OpenCvHere.Required();
        var data = new byte[64 * 48 * 3];
        new Random(5).NextBytes(data);
        using var encoder = new ImageFileEncoder();
        var jpeg = encoder.Encode(data, 64, 48, 64 * 3, ImagePixels.Bgr24, ImageEncoding.Jpeg, 90).ToArray();
        // A hole among the entropy-coded data, with the end in its place.
        byte[] holed = [.. jpeg[..(jpeg.Length / 2)], .. jpeg[((jpeg.Length / 2) + 300)..]];
        using var decoder = new ImageFileDecoder();

        Assert.False(decoder.TryDecode(holed, ImageDecodeOptions.Default, out _, out var fault));

        Assert.Equal(ImageFaultKind.Damaged, fault!.Kind);
        Assert.StartsWith("is a damaged JPEG (", fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_MirroredJpeg_HasTheSamePixelsFromTheOtherSide()
    {
        OpenCvHere.Required();
        var data = new byte[33 * 20 * 3];
        new Random(6).NextBytes(data);
        using var encoder = new ImageFileEncoder();
        var jpeg = encoder.Encode(data, 33, 20, 99, ImagePixels.Bgr24, ImageEncoding.Jpeg, 90).ToArray();
        using var direct = new ImageFileDecoder();
        using var turned = new ImageFileDecoder();

        // Upright ones are decoded by libjpeg alone, others by OpenCV.
        Assert.True(direct.TryDecode(jpeg, ImageDecodeOptions.Default, out var upright, out _));
        Assert.True(turned.TryDecode(TestImages.WithOrientation(jpeg, 2), ImageDecodeOptions.Default, out var mirrored, out _));

        for (var y = 0; y < 20; y++)
            for (var x = 0; x < 33; x++)
                Assert.True(upright.Data.Slice((y * upright.Stride) + (x * 3), 3).SequenceEqual(mirrored.Data.Slice((y * mirrored.Stride) + ((32 - x) * 3), 3)), $"{x}, {y}");
    }

    [Fact]
    public void TryDecode_RandomDamage_NeverThrowsNorKills()
    {
        OpenCvHere.Required();
        using var encoder = new ImageFileEncoder();
        var data = new byte[40 * 30 * 3];
        new Random(3).NextBytes(data);
        byte[][] originals =
        [
            encoder.Encode(data, 40, 30, 120, ImagePixels.Bgr24, ImageEncoding.Jpeg, 80).ToArray(),
            encoder.Encode(data, 40, 30, 120, ImagePixels.Bgr24, ImageEncoding.Png, 3).ToArray(),
            TestImages.GrayTiff(40, 30, new ushort[1200]),
            TestImages.CmykJpeg,
        ];
        using var decoder = new ImageFileDecoder();
        var random = new Random(4);
        var refused = 0;

        for (var i = 0; i < 2000; i++)
        {
            var bytes = originals[i % originals.Length].ToArray();
            for (var k = random.Next(1, 8); k > 0; k--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (!decoder.TryDecode(bytes, new ImageDecodeOptions { MaxPixels = 1_000_000 }, out var image, out var fault))
            {
                refused++;
                Assert.NotEmpty(fault!.Reason);
            }
            else
            {
                Assert.Equal(image.Stride * image.Height, image.Data.Length);
            }
        }

        Assert.InRange(refused, 1, 1999);
    }

    [Fact]
    public void TryDecode_Animated_IsRefusedInASentence()
    {
        OpenCvHere.Required();
        using var decoder = new ImageFileDecoder();

        Assert.False(decoder.TryDecode([.. "GIF89a"u8, .. new byte[40]], ImageDecodeOptions.Default, out _, out var gif));
        Assert.False(decoder.TryDecode(TestImages.AnimatedWebpHeader, ImageDecodeOptions.Default, out _, out var webp));

        Assert.Equal(ImageFaultKind.Unsupported, gif!.Kind);
        Assert.StartsWith("is a GIF", gif.Reason, StringComparison.Ordinal);
        Assert.Equal(ImageFaultKind.Unsupported, webp!.Kind);
        Assert.StartsWith("is an animated WebP", webp.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TryDecode_Text_SaysWhatIsRead()
    {
        OpenCvHere.Required();
        using var decoder = new ImageFileDecoder();

        Assert.False(decoder.TryDecode("no image at all"u8, ImageDecodeOptions.Default, out _, out var fault));

        Assert.Equal(new ImageFault(ImageFaultKind.Unknown, "is neither JPEG nor PNG, TIFF, BMP or WebP; convert it to one of these"), fault);
    }

    [Theory]
    [InlineData("vision/images/dog.jpg")]
    [InlineData("vision/images/fish.png")]
    [InlineData("vision/images/k210_dog.bmp")]
    public void TryDecode_RealPhotographs_HaveTheSizeOfTheirHeader(string file)
    {
        OpenCvHere.Required();
        var bytes = File.ReadAllBytes(Repository.SharedPath(file));
        using var decoder = new ImageFileDecoder();

        Assert.True(ImageHeader.TryRead(bytes, out var header, out _));
        Assert.True(decoder.TryDecode(bytes, ImageDecodeOptions.Default, out var image, out _));
        Assert.Equal((header.Width, header.Height), header.Orientation >= 5 ? (image.Height, image.Width) : (image.Width, image.Height));
    }

    [Fact]
    public void TryDecode_MicroscopyTiffs_AreDecoded()
    {
        OpenCvHere.Required();
        var files = Directory.EnumerateFiles(Repository.SharedPath("vision/microscopy/cellprofiler"), "*.tif*", SearchOption.AllDirectories).Take(40).ToArray();
        using var decoder = new ImageFileDecoder();

        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.True(decoder.TryDecode(File.ReadAllBytes(file), ImageDecodeOptions.Default, out _, out var fault), $"{file} {fault?.Reason}");
    }

    private static long ResidentPeakKilobytes() =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}
