using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Tests.Vision;

public sealed class ImagePlacementTests
{
    private static readonly ImageInput Square = new("x", 640, 640);

    [Fact]
    public void Of_Letterbox_LiesInTheMiddle() =>
        Assert.Equal(new ImagePlacement(0, 0, 1920, 1080, 0, 140, 640, 360), ImagePlacement.Of(Square, 1920, 1080));

    [Fact]
    public void Of_LetterboxTopLeft_LiesInTheCorner() =>
        Assert.Equal(new ImagePlacement(0, 0, 1920, 1080, 0, 0, 640, 360), ImagePlacement.Of(Square with { Align = ImageAlignment.TopLeft }, 1920, 1080));

    [Fact]
    public void Of_Stretch_FillsTheInput() =>
        Assert.Equal(new ImagePlacement(0, 0, 100, 50, 0, 0, 640, 640), ImagePlacement.Of(Square with { Resize = ImageResize.Stretch }, 100, 50));

    [Fact]
    public void Of_CropFrom256_CutsTheMiddle()
    {
        var input = new ImageInput("x", 224, 224) { Resize = ImageResize.Crop, ShortSide = 256 };

        // 512 x 256 is already of that size: columns 144..368 and rows 16..240 remain.
        Assert.Equal(new ImagePlacement(144, 16, 224, 224, 0, 0, 224, 224), ImagePlacement.Of(input, 512, 256));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20_000, 1)]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 20_000)]
    [InlineData(333, 777)]
    public void ToSource_OfToInput_GivesTheBoxBack(int width, int height)
    {
        foreach (var resize in Enum.GetValues<ImageResize>())
        {
            var placement = ImagePlacement.Of(Square with { Resize = resize }, 7, 9, width, height);
            var box = new ImageBox(7 + (0.1f * width), 9 + (0.2f * height), 7 + (0.5f * width), 9 + (0.9f * height));

            var back = placement.ToSource(placement.ToInput(box));

            Assert.Equal(box.Left, back.Left, 0.02f);
            Assert.Equal(box.Bottom, back.Bottom, 0.02f);
            Assert.InRange(placement.Width, 1, 640);
            Assert.InRange(placement.Y + placement.Height, 1, 640);
        }
    }

    [Fact]
    public void Iou_OfHalfOverlappingSquares_IsAThird()
    {
        Assert.Equal(1f / 3, new ImageBox(0, 0, 2, 2).Iou(new ImageBox(1, 0, 3, 2)), 1e-6f);
        Assert.Equal(0, new ImageBox(0, 0, 1, 1).Iou(new ImageBox(1, 1, 2, 2)));
        Assert.Equal(0, new ImageBox(1, 1, 0, 0).Iou(new ImageBox(1, 1, 0, 0)));
    }
}
