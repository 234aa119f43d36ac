using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Interop.Tests.OpenCv;

public sealed class BoxDrawingTests
{
    private const int Width = 200, Height = 120, Stride = (Width * 3) + 8;

    [Fact]
    public void Draw_BoxWithoutLabel_ChangesOnlyItsOutline()
    {
        OpenCvHere.Required();
        var pixels = new byte[Stride * Height];

        BoxDrawing.Draw(pixels, Width, Height, Stride, [new DrawnBox(20, 30, 50, 40, null, 0x102030, 1)]);

        Assert.Equal([0x30, 0x20, 0x10], At(pixels, 20, 30));
        Assert.Equal([0x30, 0x20, 0x10], At(pixels, 69, 69));
        Assert.Equal([0, 0, 0], At(pixels, 21, 31));
        Assert.Equal([0, 0, 0], At(pixels, 70, 70));
        Assert.Equal(2 * (50 + 40) - 4, Enumerable.Range(0, Width * Height).Count(i => At(pixels, i % Width, i / Width)[0] != 0));
    }

    [Fact]
    public void Draw_Label_StandsAboveTheBox()
    {
        OpenCvHere.Required();
        var pixels = new byte[Stride * Height];

        BoxDrawing.Draw(pixels, Width, Height, Stride, [new DrawnBox(20, 60, 50, 40, "seal 0.93", 0x00FF00, 1)]);

        Assert.Contains(Enumerable.Range(0, 200), x => At(pixels, x, 54)[1] == 255);
    }

    [Theory]
    [InlineData(int.MaxValue - 5, 10, 100, 100)]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue, int.MaxValue)]
    [InlineData(-50, -50, 60, 60)]
    [InlineData(10, 10, 0, -5)]
    public void Draw_BoxBeyondTheImage_IsHarmless(int x, int y, int width, int height)
    {
        OpenCvHere.Required();
        var pixels = new byte[Stride * Height];

        BoxDrawing.Draw(pixels, Width, Height, Stride, [new DrawnBox(x, y, width, height, "Pottwal – größer\n" + new string('x', 500))]);

        // The padding behind each row belongs to nobody.
        for (var row = 0; row < Height; row++) Assert.True(pixels.AsSpan((row * Stride) + (Width * 3), 8).IndexOfAnyExcept((byte)0) < 0);
    }

    private static byte[] At(byte[] pixels, int x, int y) => pixels.AsSpan((y * Stride) + (x * 3), 3).ToArray();
}
