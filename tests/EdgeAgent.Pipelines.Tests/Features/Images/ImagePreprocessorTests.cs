using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

public sealed class ImagePreprocessorTests
{
    public static TheoryData<PixelFormat, ImageResize, ImageInterpolation> Ways()
    {
        var data = new TheoryData<PixelFormat, ImageResize, ImageInterpolation>();
        foreach (var format in TestFrames.Formats)
            foreach (var resize in Enum.GetValues<ImageResize>())
                foreach (var interpolation in Enum.GetValues<ImageInterpolation>())
                    data.Add(format, resize, interpolation);
        return data;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Write_AnySizeStrideAndColour_IsTheScalarDefinition(PixelFormat format, ImageResize resize, ImageInterpolation interpolation)
    {
        var random = new Random(HashCode.Combine((int)format, (int)resize, (int)interpolation) & 0xFFFF);
        for (var round = 0; round < 12; round++)
        {
            var layout = RandomLayout(random, format, round);
            var input = RandomInput(random) with { Resize = resize, Interpolation = interpolation };
            var bytes = TestFrames.Noise(layout, round);
            var preprocessor = new ImagePreprocessor(input);
            var placement = preprocessor.Place(layout);
            var tensor = new float[preprocessor.Elements];
            Array.Fill(tensor, float.NaN);

            preprocessor.Write(new FrameView(bytes, layout), placement, tensor);

            AssertClose(ScalarImages.Tensor(bytes, layout, input, placement), tensor, 0.05 * input.Scale / input.Std.Min(), $"{layout} → {input.Width}×{input.Height} {input.Color} {input.Layout}");
        }
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Nv12)]
    [InlineData(PixelFormat.Yuyv)]
    public void Write_Tile_IsTheScalarDefinition(PixelFormat format)
    {
        var layout = new FrameLayout(101, 67, format, 420);
        var bytes = TestFrames.Noise(layout, 5);
        var input = new ImageInput("x", 32, 24);
        var preprocessor = new ImagePreprocessor(input);
        var random = new Random(6);

        for (var round = 0; round < 30; round++)
        {
            int left = random.Next(0, 100), top = random.Next(0, 66);
            var placement = ImagePlacement.Of(input, left, top, random.Next(1, 102 - left), random.Next(1, 68 - top));
            var tensor = new float[preprocessor.Elements];
            preprocessor.Write(new FrameView(bytes, layout), placement, tensor);
            AssertClose(ScalarImages.Tensor(bytes, layout, input, placement), tensor, 0.05 / 255, $"{placement}");
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Write_Half_IsTheRoundedFloat(PixelFormat format)
    {
        var layout = new FrameLayout(75, 51, format);
        var bytes = TestFrames.Noise(layout, 1);
        var input = new ImageInput("x", 41, 33) { Mean = [0.5, 0.4, 0.3], Std = [0.2, 0.001, 30000] };
        var floats = new float[3 * 41 * 33];
        var halves = new Half[floats.Length];
        var preprocessor = new ImagePreprocessor(input);

        preprocessor.Write(new FrameView(bytes, layout), preprocessor.Place(layout), floats);
        new ImagePreprocessor(input with { Type = PixelType.Half16 }).Write(new FrameView(bytes, layout), preprocessor.Place(layout), halves);

        for (var i = 0; i < floats.Length; i++) Assert.True((Half)floats[i] == halves[i], $"{i}: {floats[i]:R} gave {halves[i]}");
    }

    [Fact]
    public void Half_EveryKindOfNumber_IsWhatTheRuntimeConverts()
    {
        // Levels that reach normal and subnormal halves, ties and what is too large.
        var random = new Random(8);
        var values = new List<float> { 0, -0f, 65504, 65519.99f, 65520, 1e9f, -1e9f, 6.1035156e-5f, 6.0975552e-5f, 5.9604645e-8f, 2.9802322e-8f, 2.98023259e-8f, 1e-20f };
        for (var i = 0; i < 20_000; i++) values.Add(BitConverter.UInt32BitsToSingle((uint)random.NextInt64(0, 0x7F800000)) * (random.Next(2) == 0 ? 1 : -1));
        for (uint half = 0; half < 0x7C00; half++)
        {
            var low = (float)BitConverter.UInt16BitsToHalf((ushort)half);
            values.Add(low);
            values.Add((low + (float)BitConverter.UInt16BitsToHalf((ushort)(half + 1))) / 2);
        }

        var halves = new Half[values.Count];
        HalfElements.Write(values.ToArray(), 1, 0, halves);

        for (var i = 0; i < halves.Length; i++)
            Assert.Equal(BitConverter.HalfToUInt16Bits((Half)(values[i] + 0f)), BitConverter.HalfToUInt16Bits(halves[i]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Write_Bytes_AreTheRoundedFloats(PixelFormat format)
    {
        var layout = new FrameLayout(75, 51, format);
        var bytes = TestFrames.Noise(layout, 2);
        foreach (var order in Enum.GetValues<TensorLayout>())
        {
            var input = new ImageInput("x", 70, 40) { Scale = 1.2, Mean = [10, 10, 10], Layout = order };
            var floats = new float[3 * 70 * 40];
            var written = new byte[floats.Length];
            var preprocessor = new ImagePreprocessor(input);

            preprocessor.Write(new FrameView(bytes, layout), preprocessor.Place(layout), floats);
            new ImagePreprocessor(input with { Type = PixelType.Unsigned8 }).Write(new FrameView(bytes, layout), preprocessor.Place(layout), written);

            for (var i = 0; i < floats.Length; i++) Assert.Equal((byte)Math.Clamp(MathF.Round(floats[i]), 0, 255), written[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Write_ByATeam_GivesTheSameBits(int workers)
    {
        using var team = new RowTeam(workers);
        foreach (var format in TestFrames.Formats)
        {
            var layout = new FrameLayout(331, 217, format);
            var bytes = TestFrames.Noise(layout, 3);
            var input = new ImageInput("x", 256, 256);
            var alone = new ImagePreprocessor(input);
            var together = new ImagePreprocessor(input, team);
            float[] expected = new float[alone.Elements], written = new float[alone.Elements];

            alone.Write(new FrameView(bytes, layout), alone.Place(layout), expected);
            for (var round = 0; round < 20; round++) together.Write(bytes, layout, together.Place(layout), written);

            Assert.Equal(expected, written);
        }
    }

    [Fact]
    public void Write_SizeChangesBetweenFrames_EachIsRight()
    {
        var input = new ImageInput("x", 48, 48);
        var preprocessor = new ImagePreprocessor(input);
        foreach (var (width, height) in new[] { (64, 48), (1, 1), (640, 3), (3, 640), (2, 1), (48, 48) })
        {
            foreach (var format in TestFrames.Formats)
            {
                var layout = new FrameLayout(width, height, format);
                var bytes = TestFrames.Noise(layout, width);
                var placement = preprocessor.Place(layout);
                var tensor = new float[preprocessor.Elements];
                preprocessor.Write(new FrameView(bytes, layout), placement, tensor);
                AssertClose(ScalarImages.Tensor(bytes, layout, input, placement), tensor, 0.05 / 255, $"{layout}");
            }
        }
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, ImageInterpolation.Bilinear)]
    [InlineData(PixelFormat.Nv12, ImageInterpolation.Area)]
    public void Write_FrameAfterFrame_AllocatesNothing(PixelFormat format, ImageInterpolation interpolation)
    {
        var layout = new FrameLayout(320, 240, format);
        var bytes = TestFrames.Noise(layout, 9);
        using var team = new RowTeam(2);
        var preprocessor = new ImagePreprocessor(new ImageInput("x", 96, 96) { Interpolation = interpolation });
        var shared = new ImagePreprocessor(preprocessor.Input, team);
        var tensor = new float[preprocessor.Elements];
        // Tiles by turns: the plan is computed anew each time.
        for (var round = 0; round < 50; round++) Work(round);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 200; round++) Work(round);

        // What a wait for the team now and then takes; a frame takes nothing.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);

        void Work(int round)
        {
            var placement = ImagePlacement.Of(preprocessor.Input, round % 2 * 10, 5, 200, 180);
            preprocessor.Write(new FrameView(bytes, layout), placement, tensor);
            shared.Write(bytes, layout, placement, tensor);
        }
    }

    [Fact]
    public void FrameView_TooFewBytes_SaysHowManyItTakes()
    {
        var error = Assert.Throws<ArgumentException>(() => new FrameView(new byte[100], new FrameLayout(10, 10, PixelFormat.Rgb24)));
        Assert.Contains("takes 300 bytes, but there are 100", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FrameView(new byte[100], new FrameLayout(10, 10, PixelFormat.Gray8, 9)));
        Assert.Throws<ArgumentException>(() => new FrameView(new byte[100], new FrameLayout(0, 10, PixelFormat.Gray8)));
        Assert.Throws<ArgumentException>(() => new FrameView([], new FrameLayout(20_000, 20_000, PixelFormat.Rgb24)));
    }

    [Fact]
    public void Write_WrongTensor_IsRefused()
    {
        var preprocessor = new ImagePreprocessor(new ImageInput("x", 8, 8));
        var layout = new FrameLayout(4, 4, PixelFormat.Gray8);
        var bytes = new byte[16];

        Assert.Throws<ArgumentException>(() => preprocessor.Write(new FrameView(bytes, layout), preprocessor.Place(layout), new float[10]));
        Assert.Throws<InvalidOperationException>(() => preprocessor.Write(new FrameView(bytes, layout), preprocessor.Place(layout), new byte[192]));
        Assert.Throws<ArgumentException>(() => preprocessor.Write(new FrameView(bytes, layout), new ImagePlacement(0, 0, 4, 4, 4, 0, 8, 8), new float[192]));
    }

    public static TheoryData<PixelFormat> Formats() => [.. TestFrames.Formats];

    private static FrameLayout RandomLayout(Random random, PixelFormat format, int round)
    {
        // Odd and even sizes, larger and smaller than the target, down to one pixel.
        int width = round == 0 ? 1 : random.Next(1, 120), height = round == 0 ? 1 : random.Next(1, 90);
        var packed = new FrameLayout(width, height, format);
        var padding = random.Next(2) * random.Next(1, 9) * 2;
        return packed with { RowBytes = padding == 0 ? 0 : packed.MinRowBytes + padding, Matrix = (YuvMatrix)(round % 4) };
    }

    private static ImageInput RandomInput(Random random)
    {
        var color = (ColorOrder)random.Next(3);
        double[] Three(double low, double high) => [.. Enumerable.Range(0, 3).Select(_ => low + (random.NextDouble() * (high - low)))];
        return new ImageInput("x", random.Next(1, 70), random.Next(1, 70))
        {
            Color = color,
            Layout = (TensorLayout)random.Next(2),
            Align = (ImageAlignment)random.Next(2),
            Pad = random.Next(256),
            Scale = random.Next(2) == 0 ? 1 : 1.0 / 255,
            Mean = Three(0, 0.6),
            Std = Three(0.2, 2),
        };
    }

    private static void AssertClose(double[] expected, float[] written, double tolerance, string what)
    {
        Assert.Equal(expected.Length, written.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - written[i]) <= tolerance)) Assert.Fail($"{what}: number {i} is {written[i]}, expected {expected[i]}");
    }
}
