using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

public sealed class TileGridTests
{
    [Theory]
    [InlineData(2560, 1920, 640, 0.2)]
    [InlineData(641, 640, 640, 0.2)]
    [InlineData(100, 50, 640, 0.2)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(1000, 999, 37, 0.9)]
    public void Cut_AnySize_CoversEveryPixelAndNoTileIsPadded(int width, int height, int side, double overlap)
    {
        var tiles = Cut(width, height, new TileOptions { Width = side, Height = side, Overlap = overlap });

        Assert.All(tiles, t => Assert.True(t.Left >= 0 && t.Top >= 0 && t.Left + t.Width <= width && t.Top + t.Height <= height));
        Assert.All(tiles, t => Assert.Equal((Math.Min(side, width), Math.Min(side, height)), (t.Width, t.Height)));
        for (var x = 0; x < width; x++) Assert.Contains(tiles, t => x >= t.Left && x < t.Left + t.Width);
        for (var y = 0; y < height; y++) Assert.Contains(tiles, t => y >= t.Top && y < t.Top + t.Height);
    }

    [Fact]
    public void Cut_Field_HasTheTilesThatTheFormulaGives()
    {
        var tiles = Cut(2560, 1920, new TileOptions());

        // Advance 512: 1 + ⌈(2560 − 640) / 512⌉ = 5 columns and 1 + ⌈(1920 − 640) / 512⌉ = 4 rows.
        Assert.Equal(20, tiles.Count);
        Assert.Equal([0, 512, 1024, 1536, 1920], tiles.Take(5).Select(t => t.Left));
    }

    [Fact]
    public void Owns_AnyBox_IsTrueForExactlyOneTileThatHoldsIt()
    {
        var options = new TileOptions { Width = 200, Height = 160, Overlap = 0.25 };
        var tiles = Cut(1013, 777, options);
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            // No larger than the overlap; whole and half pixels hit the borders between cores.
            float w = random.Next(1, 80) / 2f, h = random.Next(1, 64) / 2f, x = random.Next(0, (1013 - 40) * 2) / 2f, y = random.Next(0, (777 - 32) * 2) / 2f;
            var box = new ImageBox(x, y, x + w, y + h);

            var owner = Assert.Single(tiles, t => t.Owns(box));

            Assert.True(x >= owner.Left && y >= owner.Top && x + w <= owner.Left + owner.Width && y + h <= owner.Top + owner.Height, $"{box} is cut by {owner}");
        }
    }

    [Fact]
    public void ByOwnership_ObjectsSeenInSeveralTiles_CountOnce()
    {
        var random = new Random(2);
        var objects = Enumerable.Range(0, 300).Select(_ => (X: random.Next(0, 970), Y: random.Next(0, 970))).Select(p => new ImageBox(p.X, p.Y, p.X + 30, p.Y + 30)).ToArray();
        var merge = TileMerge.ByOwnership();
        merge.Clear();
        var seen = 0;

        foreach (var tile in Cut(1000, 1000, new TileOptions { Width = 256, Height = 256 }))
        {
            // A tile sees what lies in it, and the part of what it cuts.
            var found = objects.Select((box, i) => (Box: new ImageBox(Math.Max(box.Left, tile.Left), Math.Max(box.Top, tile.Top), Math.Min(box.Right, tile.Left + tile.Width), Math.Min(box.Bottom, tile.Top + tile.Height)), i))
                .Where(f => f.Box.Area > 0).Select(f => new Detection(f.Box, 0, 0.9f, f.i)).ToArray();
            seen += found.Length;
            merge.Add(tile, found);
        }

        var merged = merge.Merge();
        Assert.True(seen > 400, $"{seen}");
        Assert.Equal(Enumerable.Range(0, 300), merged.Select(d => d.Row).Order());
        Assert.All(merged, d => Assert.Equal(objects[d.Row], d.Box));
    }

    [Fact]
    public void ByNms_SameObjectTwice_KeepsTheBetterOne()
    {
        var tile = Cut(100, 100, new TileOptions())[0];
        var merge = TileMerge.ByNms(NmsKind.PerClass, 0.5f, 100);
        for (var round = 0; round < 2; round++)
        {
            merge.Clear();
            merge.Add(tile, [new Detection(new ImageBox(10, 10, 30, 30), 0, 0.6f, 1)]);
            merge.Add(tile, [new Detection(new ImageBox(11, 10, 31, 30), 0, 0.8f, 2), new Detection(new ImageBox(60, 60, 70, 70), 0, 0.5f, 3)]);

            Assert.Equal([2, 3], merge.Merge().Select(d => d.Row));
        }
    }

    [Fact]
    public void IsEmpty_NoiseOnly_IsAndASmallObjectIsNot()
    {
        var layout = new FrameLayout(640, 640, PixelFormat.Gray8);
        var random = new Random(3);
        var bytes = new byte[layout.FrameBytes];
        // Noise of two levels, and light that falls off to one side.
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(120 + (i % 640 / 20) + random.Next(-3, 4));
        var tile = Cut(640, 640, new TileOptions())[0];

        Assert.True(TileGrid.IsEmpty(new FrameView(bytes, layout), tile, 6));
        Assert.False(TileGrid.IsEmpty(new FrameView(bytes, layout), tile, 0));

        // A spore of 31 × 27 pixels, a fifth darker than what is around it.
        for (var y = 300; y < 327; y++)
            for (var x = 205; x < 236; x++) bytes[(y * 640) + x] -= 25;
        Assert.False(TileGrid.IsEmpty(new FrameView(bytes, layout), tile, 6));
    }

    private static List<ImageTile> Cut(int width, int height, TileOptions options)
    {
        var tiles = new List<ImageTile>();
        TileGrid.Cut(width, height, options, tiles);
        return tiles;
    }
}
