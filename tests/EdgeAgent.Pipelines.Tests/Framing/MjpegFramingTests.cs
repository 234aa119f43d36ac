using System.Buffers;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Tests.Framing;

public sealed class MjpegFramingTests
{
    private const int Max = 1 << 20;

    [Fact]
    public void TryRead_ImagesBackToBack_AreFoundWhole()
    {
        var images = Enumerable.Range(0, 8).Select(Jpeg).ToArray();

        for (var seed = 0; seed < 30; seed++)
        {
            var (found, cursor, rest) = ReadAll([.. images.SelectMany(i => i)], seed, Max);
            Assert.Equal(images, found);
            Assert.Equal((0, 0, 0), (cursor.SkippedBytes, cursor.DamagedImages, rest));
        }
    }

    [Fact]
    public void TryRead_HttpParts_SkipsWhatIsBetween()
    {
        var images = Enumerable.Range(0, 5).Select(Jpeg).ToArray();
        var boundary = "--frame\r\nContent-Type: image/jpeg\r\n\r\n"u8.ToArray();

        var (found, cursor, rest) = ReadAll([.. images.SelectMany(i => boundary.Concat(i))], 1, Max);

        Assert.Equal(images, found);
        Assert.Equal((5 * boundary.Length, 0, 0), (cursor.SkippedBytes, cursor.DamagedImages, rest));
    }

    [Fact]
    public void TryRead_CutOffImage_IsCountedAndTheNextOneIsFound()
    {
        byte[] one = Jpeg(1), two = Jpeg(2), three = Jpeg(3);

        for (var cut = one.Length - 60; cut < one.Length - 1; cut++)
        {
            // Cut within the entropy-coded data.
            var (found, cursor, _) = ReadAll([.. two, .. one[..cut], .. three], cut, Max);
            Assert.Equal([two, three], found);
            Assert.Equal((cut, 1), (cursor.SkippedBytes, cursor.DamagedImages));
        }
    }

    [Fact]
    public void TryRead_CutOffInItsHeader_CostsNoOtherImage()
    {
        var (one, two, three) = (Jpeg(1), Jpeg(2), Jpeg(3));
        var (cuts, mixed) = (0, 0);
        for (var cut = 3; cut < 600; cut += 7, cuts++)
        {
            // Whatever length the last segment claims, the next images are found;
            var (found, _, _) = ReadAll([.. one[..cut], .. two, .. three, .. one, .. two], cut, Max);
            Assert.Equal([three, one, two], found[^3..]);
            // unless it ends just where a segment of the next image begins: then the two are one image to whoever goes by markers.
            if (found.Length == 4 && !found[0].SequenceEqual(two)) mixed++;
            else Assert.Equal([two, three, one, two], found);
        }

        Assert.InRange(mixed, 0, cuts / 10);
    }

    [Fact]
    public void TryRead_NoiseBetweenImages_ResynchronizesAndAddsUp()
    {
        var images = Enumerable.Range(0, 200).Select(Jpeg).ToArray();
        var random = new Random(5);
        var stream = new List<byte>();
        foreach (var image in images)
        {
            var noise = new byte[random.Next(0, 500)];
            random.NextBytes(noise);
            stream.AddRange(noise);
            stream.AddRange(image);
        }

        var (found, cursor, rest) = ReadAll([.. stream], 3, Max);

        Assert.Equal(stream.Count, found.Sum(f => f.Length) + cursor.SkippedBytes + rest);
        // Noise holds the start of an image once in 16 million bytes.
        Assert.Equal(images, found);
    }

    [Fact]
    public void TryRead_PreviewWithinAnImage_DoesNotEndIt()
    {
        var preview = Jpeg(1);
        byte[] segment = [0xFF, 0xE1, (byte)((preview.Length + 2) >> 8), (byte)(preview.Length + 2), .. preview];
        byte[] image = [.. Jpeg(2)[..2], .. segment, .. Jpeg(2)[2..]];

        var (found, cursor, _) = ReadAll([.. image, .. Jpeg(3)], 4, Max);

        Assert.Equal([image, Jpeg(3)], found);
        Assert.Equal(0, cursor.DamagedImages);
    }

    [Fact]
    public void TryRead_ImageWithoutEnd_IsGivenUpAtTheLimit()
    {
        byte[] endless = [.. Jpeg(1)[..^2], .. new byte[50_000]];

        var (found, cursor, rest) = ReadAll([.. endless, .. Jpeg(2)], 6, maxBytes: 20_000);

        Assert.Equal([Jpeg(2)], found);
        Assert.Equal((endless.Length, 1, 0), (cursor.SkippedBytes, cursor.DamagedImages, rest));
    }

    [Fact]
    public void TryRead_Noise_NeverFindsMoreThanThereIs()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            // Markers come often.
            var bytes = new byte[3000];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = random.Next(3) switch { 0 => 0xFF, 1 => (byte)random.Next(0xC0, 0x100), _ => (byte)random.Next(256) };
            var (found, cursor, rest) = ReadAll(bytes, round, 1000);
            Assert.Equal(bytes.Length, found.Sum(f => f.Length) + cursor.SkippedBytes + rest);
            Assert.All(found, f => Assert.True(f is [0xFF, 0xD8, 0xFF, ..] && f is [.., 0xFF, 0xD9]));
        }
    }

    // Grows the buffer as a pipe does: what was looked at and not taken comes again with more behind it.
    private static (byte[][] Found, MjpegCursor Cursor, long Left) ReadAll(byte[] stream, int seed, int maxBytes)
    {
        var random = new Random(seed);
        var found = new List<byte[]>();
        var cursor = default(MjpegCursor);
        long taken = 0;
        for (var there = 0; there < stream.Length;)
        {
            there = Math.Min(stream.Length, there + random.Next(1, 900));
            var buffer = Cuts.Of(stream[(int)taken..there], random);
            var before = buffer.Length;
            while (MjpegFraming.TryRead(ref buffer, ref cursor, maxBytes, there == stream.Length, out var jpeg)) found.Add(jpeg.ToArray());
            taken += before - buffer.Length;
        }

        return ([.. found], cursor, stream.Length - taken);
    }

    private static byte[] Jpeg(int seed)
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var pixels = new byte[24 * 16 * 3];
        new Random(seed).NextBytes(pixels);
        using var encoder = new ImageFileEncoder();
        return encoder.Encode(pixels, 24, 16, 72, ImagePixels.Bgr24, ImageEncoding.Jpeg, 90).ToArray();
    }
}
